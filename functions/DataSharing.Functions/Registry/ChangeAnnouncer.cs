using DataSharing.Domain.Entries;

namespace DataSharing.Functions.Registry;

/// <summary>
/// Writes each change into the log of every agency it concerns, where the agency's data protection officer sees it. A mark
/// on the change stays until that is durable; a timer writes what a crash left behind.
/// </summary>
public sealed partial class ChangeAnnouncer(IPartitionStore store, AgencyLog log, DueWork due, ILogger<ChangeAnnouncer> diagnostics)
{
    private const int AtOnce = 100;

    public async Task AnnounceAsync(Partition partition, RegistryChange change, CancellationToken cancellation)
    {
        foreach (RegistrationId registration in change.Concerns)
            await log.AppendAsync(registration, Entry(change, registration));
        // CRASH: entries without a cleared mark are written again; their ids are the same and readers take each once.
        await store.CommitAsync(
            partition, [Operation.Patch(RegistryKeys.Change(change.Id), PatchStep.Set<DateTimeOffset?>("/workflowDue", null))],
            cancellation);
    }

    [Function("AnnounceRegistryChanges")]
    public async Task AnnounceLeftBehind([TimerTrigger("*/30 * * * * *")] TimerInfo timer, CancellationToken cancellation)
    {
        foreach (FoundDocument found in await due.ListAsync(
            nameof(ChangeAnnouncer), Container.Registry, DueWork.LeftBehindAfter, AtOnce, cancellation))
        {
            if (!found.Id.StartsWith(RegistryKeys.Changes, StringComparison.Ordinal))
                continue;
#pragma warning disable CA1031 // one change that cannot be announced must not keep the others unannounced
            try
            {
                await AnnounceAsync(found.Partition, found.As<RegistryChange>(), cancellation);
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                NotAnnounced(diagnostics, found.Id, fault.GetType().Name);
            }
#pragma warning restore CA1031
        }
    }

    [LoggerMessage(5101, LogLevel.Error, "Registry change {Change} could not be announced ({Fault})")]
    private static partial void NotAnnounced(ILogger logger, string change, string fault);

    private static LogEntry Entry(RegistryChange change, RegistrationId registration)
    {
        Approval by = change.Decided ?? (change.Approvals.Count > 0 ? change.Approvals[^1] : change.Proposed);
        string status = change is { Status: ChangeStatus.Proposed, Approvals.Count: > 0 }
            ? "agreed"
            : System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(change.Status.ToString());
        string kind = RegistryChange.KindCode(change.Kind);
        return change.Agreement is null
            ? RegistryEntries.Changed(change.Id, kind, status, registration, by, isProposer: by == change.Proposed)
            : RegistryEntries.AgreementChanged(change.Id, kind, status, registration, by, isProposer: by == change.Proposed);
    }
}
