namespace DataSharing.Functions.Health;

internal static class HealthServices
{
    public static IServiceCollection AddHealth(this IServiceCollection services) => services
        .AddSingleton<ReadinessProbe>();
}
