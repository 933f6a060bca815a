namespace DataSharing.Functions.Ledger;

internal static class LedgerServices
{
    public static IServiceCollection AddLedger(this IServiceCollection services) => services
        .AddSingleton<AgencyLog>()
        .AddSingleton<CaseLedger>()
        .AddSingleton<CommitSignal>()
        .AddSingleton<DueWork>()
        .AddSingleton<Setbacks>();
}
