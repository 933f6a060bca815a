using DataSharing.Functions.Orchestration;
using Microsoft.DurableTask.Client;

namespace DataSharing.Functions.Sharing;

/// <summary>
/// Whoever would act on a hold or a release (review, accept, collect) and finds it over has it ended before answering so: it must not
/// live again for the next one when the clock by which it was judged steps back. Merely looking at it ends nothing.
/// </summary>
public sealed class OverdueEnds(DecideRequest decide, FollowRelease follow, ILogger<OverdueEnds> log)
{
    public async Task EndAsync(RequestLife document, DurableTaskClient client)
    {
        RequestId id = document.Request.Id;
        await (document.State == RequestState.Held ? decide.RunAsync(id) : follow.RunAsync(id));
        // Its orchestration waits for a time that may be far off.
        await Workflows.HintAsync(client, SharingRequestOrchestrator.InstanceId(id), log);
    }
}
