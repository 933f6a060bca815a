using DataSharing.Domain.Entries;

namespace DataSharing.Functions.Stops;

/// <summary>
/// Writes that take a case out of use for good, or until its person has confirmed it. Unlike a stop they wait for the journal.
/// </summary>
public sealed class ErasureCommits(CaseLedger ledger, StopCommits stops, IStopJournal journal)
{
    /// <summary>Destroys the case's record key: all its records are unreadable from here on. Repeating is harmless.</summary>
    public async Task<CaseCommit> EraseAsync(CaseId caseId, LogEntry entry)
    {
        // An erasure that the journal does not know could be undone by a restore; so, unlike a stop, it waits for it.
        await journal.AppendAsync(StopEntries.Erasure(caseId, entry));
        // CRASH: in the journal alone: the gate applies it at the next start.
        CommitResult result = await ledger.PatchAsync(
            caseId, entry, [PatchStep.Set<object?>("/caseKey", null), PatchStep.Increment("/epoch")], new PatchManner(Erases: true));
        return result.Outcome switch
        {
            CommitOutcome.Committed => CaseCommit.Committed,
            CommitOutcome.NotFound => CaseCommit.NotFound,
            _ => CaseCommit.AlreadyDone,
        };
    }

    /// <summary>
    /// Seals a case of which it cannot be told any more whether it was stopped or erased, and stops its sharing. Idempotent by
    /// the withdrawal's id: one that was confirmed since is not sealed again.
    /// </summary>
    /// <param name="second">The second of two persons, whom the stop's entry names; null: the entry's own.</param>
    public async Task<CaseCommit> SealAsync(WithdrawalDocument withdrawal, LogEntry entry, LogActor? second = null)
    {
        // A seal that the journal does not know could be undone by a restore; so, unlike a stop, it waits for it.
        await journal.AppendAsync(StopEntries.Seal(withdrawal, entry.Actor));
        // CRASH: in the journal alone: the gate applies it. Sealed and not yet stopped: nothing is shared; repeating adds the stop.
        CaseCommit done = await ledger.NoteAsync(
            withdrawal.CaseId, entry, [PatchStep.Set<DateTimeOffset?>("/sealedAt", withdrawal.Stop.At), PatchStep.Increment("/epoch")]);
        if (done != CaseCommit.NotFound)
            await stops.WithdrawAsync(
                withdrawal, WithdrawalEntries.StoppedBySeal(entry, withdrawal.Id, withdrawal.Channel, second));
        return done;
    }
}
