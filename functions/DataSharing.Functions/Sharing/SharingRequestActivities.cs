namespace DataSharing.Functions.Sharing;

/// <summary>
/// The steps of the orchestration. Each is conditional on the request's state, so that running twice does nothing twice. A store that
/// does not answer fails the step, which is tried again; any other fault ends the request, since trying again would only repeat it
///
/// </summary>
public sealed partial class SharingRequestActivities(
    DecideRequest decide, FollowRelease release, FailRequest faults, ILogger<SharingRequestActivities> log)
{
    [Function(SharingRequestSteps.Decide)]
    public Task<RequestProgress> DecideAsync([ActivityTrigger] string requestId) => OrEndAsync(requestId, decide.RunAsync);

    [Function(SharingRequestSteps.Refuse)]
    public Task<RequestProgress> RefuseAsync([ActivityTrigger] string requestId) => OrEndAsync(requestId, decide.RefuseAsync);

    [Function(SharingRequestSteps.FollowRelease)]
    public Task<RequestProgress> FollowAsync([ActivityTrigger] string requestId) => OrEndAsync(requestId, release.RunAsync);

    private async Task<RequestProgress> OrEndAsync(string requestId, Func<RequestId, Task<RequestProgress>> step)
    {
        var id = new RequestId(requestId);
        try
        {
            return await step(id);
        }
        catch (Exception fault) when (!StoreAway.Is(fault))
        {
            Ended(log, id, fault.GetType().Name);
            return await faults.EndAsync(id);
        }
    }

    [LoggerMessage(2003, LogLevel.Warning, "Request {Request} is ended by a fault ({Fault}); nothing is sent")]
    private static partial void Ended(ILogger logger, string request, string fault);
}
