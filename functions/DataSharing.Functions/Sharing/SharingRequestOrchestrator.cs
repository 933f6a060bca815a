using Microsoft.DurableTask;

namespace DataSharing.Functions.Sharing;

/// <summary>
/// One sharing request from submission to its end. The store holds the state; this drives it: each step reads the state,
/// does what is due and says what to wait for. Only ids pass through.
/// </summary>
public static class SharingRequestOrchestrator
{
    public const string Name = "SharingRequest";

    public static string InstanceId(string requestId) => $"{Name}-{requestId}";

    [Function(Name)]
    public static async Task RunAsync([OrchestrationTrigger] TaskOrchestrationContext context, string requestId)
    {
        RequestProgress progress = await context.DecideAsync(requestId);
        while (progress.Stage == RequestStage.Held)
        {
            await context.WaitForChangeAsync(progress.Until);
            progress = await context.DecideAsync(requestId);
        }

        while (progress.Stage == RequestStage.Released)
        {
            await context.WaitForChangeAsync(progress.Until);
            progress = await context.FollowReleaseAsync(requestId);
        }
    }
}
