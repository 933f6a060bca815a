using DataSharing.Functions.Configuration;
using Microsoft.DurableTask.Client;

namespace DataSharing.Functions.Retention;

/// <summary>
/// Removes the history of orchestrations after their end. The client's own purge by filter goes by the time of creation,
/// and an instance may live for months: it would lose its history right at its end. So ended ones are listed and purged
/// one by one by their last change, which no runtime makes after the end.
/// </summary>
public sealed class OrchestrationPurge(DisposalLog log, PolicySet policy, TimeProvider time)
{
    private const int PurgedARun = 20_000;
    private const int PageSize = 500;
    private const int AtOnce = 16;

    private static readonly OrchestrationRuntimeStatus[] Ended =
        [OrchestrationRuntimeStatus.Completed, OrchestrationRuntimeStatus.Failed, OrchestrationRuntimeStatus.Terminated];

    private readonly TimeSpan _keep = RetentionPeriods.Of(policy, RetentionPeriods.Orchestration);

    /// <summary>Returns how many went.</summary>
    public async Task<int> RunAsync(DurableTaskClient client, CancellationToken cancellation = default)
    {
        DateTimeOffset before = time.GetUtcNow() - _keep;
        var due = new List<string>();
        await foreach (OrchestrationMetadata instance in client.GetAllInstancesAsync(new OrchestrationQuery(
            CreatedTo: before, Statuses: Ended, PageSize: PageSize)).WithCancellation(cancellation))
        {
            if (instance.LastUpdatedAt <= before)
                due.Add(instance.InstanceId);
            if (due.Count == PurgedARun)
                break;
        }

        if (due.Count == 0)
            return 0;
        // CRASH: counted but not all purged: the next run counts and purges the rest. Too many in the log, never too few.
        await log.OfOrchestrationsAsync(due.Count);
        int purged = 0;
        await Parallel.ForEachAsync(
            due, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation }, async (id, cancel) =>
            Interlocked.Add(ref purged, (await client.PurgeInstanceAsync(id, cancellation: cancel)).PurgedInstanceCount));
        return purged;
    }
}
