using Microsoft.Azure.Functions.Worker;

namespace DataSharing.Functions.Storage;

/// <summary>What the stores need done now and then, on every runtime. Each may run on several instances at once.</summary>
public sealed class StorageTimers(IPartitionStore store, CaseCommits cases, Projector projector, TimeProvider time)
{
    private const int AtOnce = 500;

    private static readonly TimeSpan WaitedLongEnough = TimeSpan.FromSeconds(5);

    /// <summary>Chains the log entries of cases in which nobody decides anything just now.</summary>
    [Function("ChainWaitingEntries")]
    public async Task ChainWaitingEntries([TimerTrigger("*/5 * * * * *")] TimerInfo timer, CancellationToken cancellation)
    {
        FoundDocument[] heads;
        do
        {
            heads = [.. (await store.ListDueAsync(Container.Cases, time.GetUtcNow() - WaitedLongEnough, AtOnce, cancellation)).Where(DueWork.IsChaining)];
            await Parallel.ForEachAsync(heads, cancellation, async (head, _) => await cases.ChainAsync(head.Partition.Key));
        }
        while (heads.Length > AtOnce / 2);
    }

    /// <summary>Brings the lists up to date where no process follows the change feed by itself.</summary>
    [Function("CatchUpProjections")]
    public Task CatchUpProjections([TimerTrigger("*/10 * * * * *")] TimerInfo timer, CancellationToken cancellation) => projector.CatchUpAsync(cancellation);
}
