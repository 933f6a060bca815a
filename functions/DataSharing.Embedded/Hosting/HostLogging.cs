namespace DataSharing.Embedded.Hosting;

/// <summary>
/// Logging without addresses: the framework writes each request's URL at Information, and a survivor's or a case's address is
/// personal data. Those categories stay at Warning whatever the settings ask for.
/// </summary>
internal static class HostLogging
{
    private static readonly string[] TellUrls = ["Microsoft.AspNetCore", "System.Net.Http"];

    public static void Add(ILoggingBuilder logging, IServiceCollection services)
    {
        logging.ClearProviders();
        logging.AddSimpleConsole(console =>
        {
            console.SingleLine = false;
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ";
        });
        logging.AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Warning);
        services.PostConfigure<LoggerFilterOptions>(Quieten);
    }

    private static void Quieten(LoggerFilterOptions filters)
    {
        // A rule of a provider, or of a longer category, would win over ours, so lower ones are taken out first.
        foreach (LoggerFilterRule? rule in filters.Rules.Where(rule => rule.LogLevel is null or < LogLevel.Warning
            && TellsUrls(rule.CategoryName)).ToList())
            filters.Rules.Remove(rule);
        foreach (string? provider in filters.Rules.Select(rule => rule.ProviderName).Append(null).Distinct().ToList())
        {
            foreach (string category in TellUrls)
                filters.Rules.Add(new LoggerFilterRule(provider, category, LogLevel.Warning, null));
            // It warns that its keys end with the process, which is what was asked of it.
            filters.Rules.Add(new LoggerFilterRule(provider, "Microsoft.AspNetCore.DataProtection", LogLevel.Error, null));
        }
    }

    private static bool TellsUrls(string? category) =>
        category is not null
        && (category.Contains('*', StringComparison.Ordinal)
            || TellUrls.Any(quiet => category.StartsWith(quiet, StringComparison.OrdinalIgnoreCase)));
}
