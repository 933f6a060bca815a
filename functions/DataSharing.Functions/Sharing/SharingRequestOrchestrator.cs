using Microsoft.DurableTask;

namespace DataSharing.Functions.Sharing;

/// <summary>
/// One sharing request from submission to its end. The store holds the state; this drives it: each step reads the state,
/// does what is due and says what to wait for. Only ids pass through.
/// </summary>
/// <remarks>
/// To decide is to commit: what was decided holds only for the facts that it was decided from, so that the release, the hold or the
/// refusal is written in the same step, under the version of the case that was read. A step of its own for each would have to decide
/// again. What follows from what is <see cref="Domain.Requests.Next"/>.
/// </remarks>
public static class SharingRequestOrchestrator
{
    public const string Name = "SharingRequest";

    public static string InstanceId(RequestId requestId) => $"{Name}-{requestId}";

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
            progress = await context.EndIfDueAsync(requestId);
        }
    }
}
