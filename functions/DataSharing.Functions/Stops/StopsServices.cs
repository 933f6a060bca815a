namespace DataSharing.Functions.Stops;

internal static class StopsServices
{
    public static IServiceCollection AddStops(this IServiceCollection services) => services
        .AddSingleton<ErasureCommits>()
        .AddSingleton<StopCommits>();
}
