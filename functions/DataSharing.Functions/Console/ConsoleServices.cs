namespace DataSharing.Functions.Console;

internal static class ConsoleServices
{
    public static IServiceCollection AddConsole(this IServiceCollection services, IConfiguration settings) => services
        .AddSingleton(ConsoleOptions.Read(settings))
        .AddSingleton<AgencyNames>()
        .AddSingleton<ConsoleFrame>()
        .AddSingleton<ConsoleSessions>()
        .AddSingleton<ListMarks>()
        .AddSingleton<OpenIdClient>();
}
