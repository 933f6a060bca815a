using Microsoft.Azure.Functions.Worker;

namespace DataSharing.Functions.Sharing;

/// <summary>The steps of the orchestration. Each is conditional on the request's state, so that running twice does nothing twice.</summary>
public sealed class SharingRequestActivities(DecideStep decide, ReleaseStep release)
{
    [Function(SharingRequestSteps.Decide)]
    public Task<RequestProgress> DecideAsync([ActivityTrigger] string requestId) => decide.RunAsync(requestId);

    [Function(SharingRequestSteps.Refuse)]
    public Task<RequestProgress> RefuseAsync([ActivityTrigger] string requestId) => decide.RefuseAsync(requestId);

    [Function(SharingRequestSteps.FollowRelease)]
    public Task<RequestProgress> FollowAsync([ActivityTrigger] string requestId) => release.RunAsync(requestId);
}
