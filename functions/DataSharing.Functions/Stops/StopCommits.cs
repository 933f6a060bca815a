namespace DataSharing.Functions.Stops;

/// <summary>Writes of a stop: into the journal, so that no restore forgets it, and into the case.</summary>
public sealed class StopCommits(CaseLedger ledger, IPartitionStore store, IStopJournal journal, TimeProvider time)
{
    /// <summary>How long a stop waits for the journal before it goes on without it. Whoever follows it up has more time.</summary>
    private static readonly TimeSpan JournalPatience = TimeSpan.FromSeconds(1);

    internal static readonly TimeSpan LaterJournalPatience = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Stops sharing. When the task completes the stop is durable, and no release or collection that covers it can commit
    /// any more, on any instance: the patch has changed the head that each of them replaces under its ETag.
    /// </summary>
    /// <remarks>One commit whatever the number of agencies and releases. Idempotent by the withdrawal's id.</remarks>
    public async Task<CaseCommit> WithdrawAsync(WithdrawalDocument withdrawal, LogEntry entry)
    {
        if (withdrawal.Id != withdrawal.Stop.Id || withdrawal.WorkflowDue is null)
            throw new ArgumentException("a withdrawal has the id of its stop and is due", nameof(withdrawal));
        withdrawal = withdrawal with { By = entry.Actor };
        // CRASH: in the journal but not in the database: nobody was told; at the next start the gate applies it.
        bool journaled = await TryJournalAsync(StopEntries.Of(withdrawal), JournalPatience);
        // CRASH: stop, document and entry together. Marking releases and telling agencies follows from `workflow: due`.
        CommitResult result = await ledger.PatchAsync(
            withdrawal.CaseId, entry, [PatchStep.Append("/stops", withdrawal.Stop), PatchStep.Increment("/epoch")],
            new PatchManner(HelpsChaining: 1, IsStop: true),
            Operation.Create(CaseIds.Withdrawal(withdrawal.Id), withdrawal with { Journaled = journaled }) with { IsStop = true });
        return result switch
        {
            { IsCommitted: true } => CaseCommit.Committed,
            { Outcome: CommitOutcome.AlreadyExists } => CaseCommit.AlreadyDone,
            { Outcome: CommitOutcome.NotFound } => CaseCommit.NotFound,
            _ => throw new InvalidOperationException($"a withdrawal ended as {result.Outcome} at operation {result.FailedOperation}"),
        };
    }

    /// <summary>
    /// Notes in the head that a stop which left nothing to stop was said again: its time moves on, and with it its place. Returns
    /// the head as it then is; null when there is no such case, or when the journal did not take it: then it is to be said by a
    /// document of its own, which is followed up until the journal has it.
    /// </summary>
    /// <param name="entry">What the log says of it, in the same commit. Where it has that entry already the stop is said without
    /// one.</param>
    internal async Task<CaseHead?> StopAgainAsync(CaseId caseId, Stop stop, StopOrigin? by = null, LogEntry? entry = null)
    {
        // CRASH: in the journal alone: at the next start the gate says it again.
        if (!await TryJournalAsync(StopEntries.Again(caseId, stop, by), JournalPatience))
            return null;
        // CRASH: nothing of it, or all. Where she agreed meanwhile a withdrawal of its own must follow; without it the next stop is that.
        PatchStep[] said = [PatchStep.Append("/stops", stop)];
        CommitResult? logged = entry is null
            ? null
            : await ledger.PatchAsync(caseId, entry, said, new PatchManner(HelpsChaining: 1, IsStop: true));
        // Whatever keeps the entry out keeps her from nothing.
        CommitResult result = logged is { IsCommitted: true } ? logged
            : await ledger.PatchAsync(caseId, null, said, new PatchManner(IsStop: true));
        if (!result.IsCommitted)
            return null;
        Stored<CaseHead> head = result.Document<CaseHead>(0);
        if (head.Value.Stops.Count > StopOrder.AtMost)
            await ledger.TryAdvanceAsync(head);
        return head.Value;
    }

    /// <summary>
    /// Says again what the journal says was said again. False: the case knows it, by this or a later stop of the same aim, or is
    /// not there. Harmless to repeat.
    /// </summary>
    internal async Task<bool> StopAgainAsync(StopEntry entry, Func<Task<WithdrawalDocument>> anew)
    {
        if (await ledger.ReadHeadAsync(entry.CaseId) is not { } head)
            return false;
        StopTarget target = StopEntries.TargetOf(entry);
        Stop[] same = [.. head.Value.Stops.Where(stop => stop.ByPerson && target.IsOf(stop) && (stop.Everything || stop.Keys.Count > 0))];
        if (same.Any(stop => stop.At >= entry.At))
            return false;
        if (same.Length > 0)
            return await StopAgainAsync(
                entry.CaseId, same[^1] with { Place = 0, FirstPlace = same[^1].FirstPlace ?? same[^1].Place, At = entry.At },
                entry: StopEntries.RestoredRepeat(entry, head.Value.Holder, same[^1].Id)) is not null;
        // What it repeats is not there: then it is itself the stop.
        return await WithdrawAsync(await anew(), StopEntries.RestoredEntry(entry)) == CaseCommit.Committed;
    }

    /// <summary>
    /// Writes a withdrawal into the journal that did not take it before; takes the mark off one that only waited for that.
    /// False: it still does not, and a database restored now would have forgotten the stop.
    /// </summary>
    public async Task<bool> JournalAsync(CaseId caseId, WithdrawalId withdrawalId)
    {
        string id = CaseIds.Withdrawal(withdrawalId);
        if (await store.ReadAsync<WithdrawalDocument>(Partition.Case(caseId), id) is not { Value.Journaled: false } found)
            return true;
        if (!await TryJournalAsync(StopEntries.Of(found.Value), LaterJournalPatience))
            return false;
        // Else the mark is the orchestration's, which still has work.
        DateTimeOffset? due = found.Value.State == WithdrawalState.Completed ? null : found.Value.WorkflowDue;
        // CRASH: in the journal without the note: it is written once more, which is harmless.
        return (await ledger.FollowUpAsync(
            caseId, Operation.Replace(id, found.Value with { Journaled = true, WorkflowDue = due }, found.ETag))).IsCommitted;
    }

    // A full, broken or slow journal must not keep anybody from stopping.
    internal async Task<bool> TryJournalAsync(StopEntry entry, TimeSpan patience)
    {
        using var limit = new CancellationTokenSource(patience, time);
        try
        {
            await journal.AppendAsync(entry, limit.Token);
            return true;
        }
        catch (Exception fault) when (fault is StoreUnavailableException or OperationCanceledException)
        {
            return false;
        }
    }
}
