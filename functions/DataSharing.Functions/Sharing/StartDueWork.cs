using DataSharing.Domain.Decisions;
using DataSharing.Functions.Storage;
using DataSharing.Functions.Withdrawal;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace DataSharing.Functions.Sharing;

/// <summary>
/// Finds marks that nobody cleared: a trigger died between its commit and its scheduling, an event was lost, entries wait for
/// their place in the chain. Starting and waking may be repeated at will.
/// </summary>
public sealed partial class StartDueWork(
    DueWork due, CaseCommits cases, AgencyLog agencies, IPartitionStore store, Projector projector, ILogger<StartDueWork> log)
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
            await cases.ChainAsync(found.Partition.Key);
        else if (found.Partition.Container == Container.Cases && found.Id.StartsWith(CaseIds.WithdrawalPrefix, StringComparison.Ordinal))
            await StartWithdrawalAsync(found.As<WithdrawalDocument>(), client, cancellation);
        else if (found is { Partition.Container: Container.Requests, Id: RequestDocument.DocumentId }
            && !found.As<RequestDocument>().IsNeutralToResolve)
            await StartRequestAsync(found.As<RequestDocument>(), client, cancellation);
    }

    private async Task StartRequestAsync(RequestDocument document, DurableTaskClient client, CancellationToken cancellation)
    {
        string id = document.Request.Id, agency = document.Request.Submitted.RegistrationId;
        // A submission that died half-way may lack its entry; its row in the agency's list tells, once the list is up to date.
        // Where that is far behind an entry too many is written: readers take ids once.
        if (document.State == RequestState.Submitted && !await IsListedAsync(agency, id, cancellation))
        {
            await projector.TryCatchUpAsync(cancellation);
            if (!await IsListedAsync(agency, id, cancellation))
                await agencies.AppendAsync(agency, SharingLog.Submitted(document));
        }

        await Workflows.StartOrWakeAsync(
            client, SharingRequestOrchestrator.Name, SharingRequestOrchestrator.InstanceId(id), id, cancellation);
    }

    private async Task<bool> IsListedAsync(string agency, string request, CancellationToken cancellation) =>
        await store.ReadAsync(IndexPlaces.Requests(agency), IndexPlaces.Seen(request), cancellation) is not null;

    private async Task StartWithdrawalAsync(WithdrawalDocument withdrawal, DurableTaskClient client, CancellationToken cancellation)
    {
        // The journal did not take it when it was enforced, and without it a restored database forgets the stop: nobody may give up.
        if (withdrawal is { State: not WithdrawalState.Recorded, Journaled: false })
            await cases.JournalAsync(withdrawal.CaseId, withdrawal.Id);
        if (withdrawal.State == WithdrawalState.Completed)
            return;
        await Workflows.StartOrWakeAsync(
            client, WithdrawalStarter.Orchestration, WithdrawalStarter.InstanceId(withdrawal.Id),
            new WithdrawalStart(withdrawal.CaseId, withdrawal.Id), cancellation);
    }

    [LoggerMessage(2002, LogLevel.Warning, "Due work of {Place}/{Document} could not be started ({Fault})")]
    private static partial void NotStarted(ILogger logger, string place, string document, string fault);
}
