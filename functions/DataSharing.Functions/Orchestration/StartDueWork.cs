using Microsoft.DurableTask.Client;

namespace DataSharing.Functions.Orchestration;

/// <summary>
/// Finds marks that nobody cleared: a trigger died between its commit and its scheduling, an event was lost, entries wait for
/// their place in the chain. Starting and waking may be repeated at will.
/// </summary>
public sealed partial class StartDueWork(DueWork due, CaseLedger cases, IEnumerable<IDueWork> owners, ILogger<StartDueWork> log)
{
    [Function("StartDueWork")]
    public async Task Run(
        [TimerTrigger("*/15 * * * * *")] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellation)
    {
        _ = timer;
        await RunAsync(client, cancellation);
    }

    public async Task RunAsync(DurableTaskClient client, CancellationToken cancellation = default)
    {
        foreach (FoundDocument found in await due.ListAsync(cancellation: cancellation))
        {
#pragma warning disable CA1031 // one document that cannot be started must not keep the others waiting
            try
            {
                await StartAsync(found, client, cancellation);
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                NotStarted(log, found.Partition.ToString(), found.Id, fault.GetType().Name);
            }
#pragma warning restore CA1031
        }
    }

    private async Task StartAsync(FoundDocument found, DurableTaskClient client, CancellationToken cancellation)
    {
        if (DueWork.IsChaining(found))
            await cases.ChainAsync(new CaseId(found.Partition.Key));
        else if (owners.FirstOrDefault(one => one.Owns(found)) is { } owner)
            await owner.StartAsync(found, client, cancellation);
    }

    [LoggerMessage(2002, LogLevel.Warning, "Due work of {Place}/{Document} could not be started ({Fault})")]
    private static partial void NotStarted(ILogger logger, string place, string document, string fault);
}
