using System.Net;
using DataSharing.Functions.Auth;
using DataSharing.Functions.Console;
using DataSharing.Functions.Telemetry;
using DataSharing.Functions.Withdrawal.Page;
using Microsoft.Extensions.Configuration;

namespace DataSharing.Functions.Hosting;

/// <summary>What one setting must be.</summary>
/// <param name="Name">As configuration names it, with colons; in the environment each colon is two underscores.</param>
/// <param name="Meaning">What it is, for whoever forgot it.</param>
/// <param name="Fault">What is wrong with a value that is not valid, in words that follow the name.</param>
public sealed record SettingRule(string Name, string Meaning, Func<string, bool> IsValid, string Fault, bool IsRequired = true);

/// <summary>
/// Checks settings before anything starts. Every problem is a line of its own that begins with the setting's name and never
/// shows its value.
/// </summary>
public static class SettingRules
{
    /// <summary>Without these no runtime may serve real data.</summary>
    public static readonly IReadOnlyList<SettingRule> EveryRuntime =
    [
        new(
            IssuerOptions.AuthoritySetting, "the URL of the token issuer, such as https://login.microsoftonline.com/{tenant}/v2.0",
            IsServiceAddress, "is no https URL without query (http only on this machine)"),
        new(
            IssuerOptions.AudienceSetting, "the audience its tokens name for this API", value => !value.Any(char.IsWhiteSpace),
            "must not contain spaces"),
        new(
            SurvivorHost.Setting, "the host name of the survivor's pages, which no agency uses", IsHostName,
            "is no plain host name, without scheme, port or path"),
        new(
            SurvivorPages.HelpContactSetting, "how survivors reach help", value => value.Length <= 200 && !value.Any(char.IsControl),
            "is longer than 200 characters or holds control characters", IsRequired: false),
        new(
            SurvivorPages.LeaveUrlSetting, "where the quick exit of the survivors' pages leads",
            value => Uri.TryCreate(value, UriKind.Absolute, out Uri? uri) && uri.Scheme == Uri.UriSchemeHttps, "is no https address",
            IsRequired: false),
        ServerLimits.BodyRule,
    ];

    /// <param name="requireAll">False in development: then only settings that are given can be wrong.</param>
    public static IReadOnlyList<string> Problems(IConfiguration settings, IEnumerable<SettingRule> rules, bool requireAll)
    {
        var problems = new List<string>();
        foreach (SettingRule rule in rules)
        {
            if (settings[rule.Name] is not { Length: > 0 } value)
            {
                if (requireAll && rule.IsRequired)
                    problems.Add($"{rule.Name} is missing: {rule.Meaning}");
            }
            else if (!rule.IsValid(value))
            {
                problems.Add($"{rule.Name} {rule.Fault}");
            }
        }

        AddFault(problems, () => ConsoleOptions.Read(settings));
        AddFault(problems, () => RateLimits.Read(settings));
        if (TelemetryExport.Problem(settings) is { } problem)
            problems.Add(problem);
        return problems;
    }

    /// <summary>An https address without query, fragment and user; http only on this machine.</summary>
    public static bool IsServiceAddress(string value) =>
        Uri.TryCreate(value, UriKind.Absolute, out Uri? uri) && uri.Query.Length == 0 && uri.Fragment.Length == 0
            && uri.UserInfo.Length == 0
        && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback));

    public static bool IsHostName(string value) =>
        Uri.CheckHostName(value) == UriHostNameType.Dns && !IPAddress.TryParse(value, out _);

    private static void AddFault(List<string> problems, Action read)
    {
        try
        {
            read();
        }
        catch (InvalidOperationException fault)
        {
            problems.Add(fault.Message);
        }
    }
}
