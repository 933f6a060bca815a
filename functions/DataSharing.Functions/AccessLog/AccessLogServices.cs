namespace DataSharing.Functions.AccessLog;

internal static class AccessLogServices
{
    public static IServiceCollection AddAccessLog(this IServiceCollection services) => services
        .AddSingleton<AccessLogReader>()
        .AddSingleton<LogEvidence>()
        .AddSingleton<LogReadings>()
        .AddSingleton<LogVerifier>()
        .AddSingleton<StoryParts>()
        .AddSingleton<StoryReader>();
}
