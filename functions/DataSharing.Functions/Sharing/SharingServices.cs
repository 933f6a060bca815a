using DataSharing.Functions.Orchestration;

namespace DataSharing.Functions.Sharing;

internal static class SharingServices
{
    public static IServiceCollection AddSharing(this IServiceCollection services) => services
        .AddSingleton<CaseKeyCache>()
        .AddSingleton<Collector>()
        .AddSingleton<ContentApprovals>()
        .AddSingleton<Deadlines>()
        .AddSingleton<DecideRequest>()
        .AddSingleton<FactsLoader>()
        .AddSingleton<FailRequest>()
        .AddSingleton<FollowRelease>()
        .AddSingleton<FormerSigners>()
        .AddSingleton<OpaqueIds>()
        .AddSingleton<OverdueEnds>()
        .AddSingleton<OwnRequests>()
        .AddSingleton<PackageSealer>()
        .AddSingleton<PackageSigner>()
        .AddSingleton<PackageWriter>()
        .AddSingleton<RecipientPersons>()
        .AddSingleton<RecordReader>()
        .AddSingleton<References>()
        .AddSingleton<ReleaseCommits>()
        .AddSingleton<Releaser>()
        .AddSingleton<RequestSteps>()
        .AddSingleton<RequestStore>()
        .AddSingleton<RequestViews>()
        .AddSingleton<ReviewQueue>()
        .AddSingleton<SharingInputReader>()
        .AddSingleton<IDueWork, DueRequests>();
}
