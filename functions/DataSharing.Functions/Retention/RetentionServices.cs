namespace DataSharing.Functions.Retention;

internal static class RetentionServices
{
    public static IServiceCollection AddRetention(this IServiceCollection services) => services
        .AddSingleton<Agenda>()
        .AddSingleton<BlobSweep>()
        .AddSingleton<CaseErasure>()
        .AddSingleton<DisposalLog>()
        .AddSingleton<LinkDisposal>()
        .AddSingleton<OrchestrationPurge>()
        .AddSingleton<PassedTime>()
        .AddSingleton<RequestDisposal>()
        .AddSingleton<UnconfirmedErasure>();
}
