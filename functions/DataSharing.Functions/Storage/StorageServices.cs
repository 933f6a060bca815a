namespace DataSharing.Functions.Storage;

internal static class StorageServices
{
    public static IServiceCollection AddStorage(this IServiceCollection services) => services
        .AddSingleton<PolicyGateReader>();
}
