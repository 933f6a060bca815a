using DataSharing.Functions.Projections;
using DataSharing.Functions.Telemetry;

namespace DataSharing.Functions.Integrity;

/// <summary>What the stores need done now and then, on every runtime. Each may run on several instances at once.</summary>
public sealed partial class StorageTimers(DueWork due, CaseLedger cases, Projector projector, ILogger<StorageTimers> log)
{
    private const int AtOnce = 500;

    private static readonly TimeSpan WaitedLongEnough = TimeSpan.FromSeconds(5);

    /// <summary>Chains the log entries of cases in which nobody decides anything just now.</summary>
    [Function("ChainWaitingEntries")]
    public async Task ChainWaitingEntries([TimerTrigger("*/5 * * * * *")] TimerInfo timer, CancellationToken cancellation)
    {
        int chained;
        do
        {
            chained = 0;
            IEnumerable<FoundDocument> heads = (await due.ListAsync(
                nameof(StorageTimers), Container.Cases, WaitedLongEnough, AtOnce, cancellation)).Where(DueWork.IsChaining);
            await Parallel.ForEachAsync(heads, cancellation, async (head, _) =>
            {
#pragma warning disable CA1031 // one damaged case must not keep the logs of all others from being chained
                try
                {
                    await cases.ChainAsync(new CaseId(head.Partition.Key));
                    Interlocked.Increment(ref chained);
                }
                catch (Exception fault)
                {
                    Signals.NotChained();
                    NotChained(log, head.Partition.Key, fault.GetType().Name);
                }
#pragma warning restore CA1031
            });
        }
        while (chained > AtOnce / 2);
    }

    /// <summary>Brings the lists up to date where no process follows the change feed by itself.</summary>
    [Function("CatchUpProjections")]
    public Task CatchUpProjections([TimerTrigger("*/10 * * * * *")] TimerInfo timer, CancellationToken cancellation) =>
        projector.CatchUpAsync(cancellation);

    [LoggerMessage(3101, LogLevel.Error, "The log entries of case {Case} could not be chained ({Fault})")]
    private static partial void NotChained(ILogger logger, string @case, string fault);
}
