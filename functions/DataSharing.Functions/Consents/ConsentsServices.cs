namespace DataSharing.Functions.Consents;

internal static class ConsentsServices
{
    public static IServiceCollection AddConsents(this IServiceCollection services) => services
        .AddSingleton<ConsentCommits>()
        .AddSingleton<ConsentIntake>()
        .AddSingleton<ConsentStore>()
        .AddSingleton<Receipts>();
}
