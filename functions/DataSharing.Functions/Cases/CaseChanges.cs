using DataSharing.Domain.Entries;
using DataSharing.Functions.Keys;

namespace DataSharing.Functions.Cases;

/// <summary>Writes of a case itself: its facts, participants, record, key and standing, each with its entry.</summary>
public sealed class CaseChanges(CaseLedger ledger)
{
    /// <summary>Replaces the facts; with an ETag only if they are still that version, else Moved.</summary>
    /// <param name="others">Other documents of the case partition that belong to it.</param>
    public Task<CaseCommit> ChangeFactsAsync(
        CaseId caseId, CaseFacts facts, string? factsETag, LogEntry entry, params IReadOnlyList<Operation> others) =>
        ledger.NoteAsync(caseId, entry, [], [Operation.Replace(CaseIds.Facts, CaseLedger.Stripped(facts), factsETag), .. others]);

    /// <summary>
    /// Replaces the participants, which stand in the head, and who was taken off; only if nothing changed since it was read,
    /// else Moved.
    /// </summary>
    public async Task<CaseCommit> ChangeParticipantsAsync(
        CaseHead basis, string etag, IReadOnlyList<Participant> participants, LogEntry entry)
    {
        CaseId caseId = basis.CaseId;
        IReadOnlyList<string> takenOff = TakingPart.TakenOff(basis.TakenOff, basis.Participants, participants);
        CommitResult result = await ledger.PatchAsync(
            caseId, entry, [PatchStep.Set("/participants", participants), PatchStep.Set("/takenOff", takenOff)],
            new PatchManner(ETag: etag));
        return result.Outcome switch
        {
            CommitOutcome.Committed => CaseCommit.Committed,
            CommitOutcome.NotFound => CaseCommit.NotFound,
            _ => await ledger.IsCommittedAsync(caseId, entry.Id) ? CaseCommit.AlreadyDone : CaseCommit.Moved,
        };
    }

    /// <summary>Writes a record (null ETag: a new one). Its blob was written before; a blob that lost the race is an orphan.</summary>
    public Task<CaseCommit> ChangeRecordAsync(CaseId caseId, RecordDocument record, string? recordETag, LogEntry entry)
    {
        string id = CaseIds.Record(record.Id);
        Operation write = recordETag is null ? Operation.Create(id, record) : Operation.Replace(id, record, recordETag);
        return ledger.NoteAsync(caseId, entry, [], write);
    }

    /// <summary>
    /// Replaces the wrapped form of the case's record key; the key itself stays the same. Moved when the case changed since the
    /// head was read: an erasure is never undone.
    /// </summary>
    public async Task<CaseCommit> RewrapAsync(Stored<CaseHead> head, WrappedKey key, LogEntry entry) =>
        (await ledger.AdvanceAsync(head.Value with { CaseKey = key }, head.ETag, [entry], [], erases: true)).IsCommitted
            ? CaseCommit.Committed
            : CaseCommit.Moved;

    /// <summary>Closes the case; nothing is shared from it any more.</summary>
    public Task<CaseCommit> CloseAsync(CaseId caseId, LogEntry entry) =>
        ledger.NoteAsync(caseId, entry, [PatchStep.Set("/status", CaseStatus.Closed), PatchStep.Increment("/epoch")]);

    /// <summary>
    /// The person of a sealed case confirmed it. Nothing that was stopped comes back. Moved when the case changed since the
    /// head was read.
    /// </summary>
    public async Task<CaseCommit> UnsealAsync(Stored<CaseHead> head, LogEntry entry) =>
        (await ledger.AdvanceAsync(
            head.Value with { SealedAt = null, OpenedInDangerAt = null, Epoch = head.Value.Epoch + 1 }, head.ETag, [entry], [])).IsCommitted
            ? CaseCommit.Committed
            : CaseCommit.Moved;

    /// <summary>
    /// From here on a sealed case can be confirmed no more: of her confirmation and the erasure that follows one alone happens. Moved
    /// as above.
    /// </summary>
    public async Task<CaseCommit> LapseAsync(Stored<CaseHead> head, DateTimeOffset at) =>
        (await ledger.AdvanceAsync(head.Value with { LapsedAt = at }, head.ETag, [], [])).IsCommitted
            ? CaseCommit.Committed
            : CaseCommit.Moved;

    /// <summary>
    /// Two persons opened a sealed case, because a life was in danger. Nothing that was stopped comes back. Moved as above.
    /// </summary>
    /// <param name="waiting">The first person's word, which goes with it.</param>
    public async Task<CaseCommit> OpenInDangerAsync(Stored<CaseHead> head, LogEntry entry, Delete waiting) =>
        (await ledger.AdvanceAsync(
            head.Value with { OpenedInDangerAt = entry.At, Epoch = head.Value.Epoch + 1 }, head.ETag, [entry], [waiting])).IsCommitted
            ? CaseCommit.Committed
            : CaseCommit.Moved;

    /// <summary>
    /// Two persons set the highest time that the case has seen back to the present. What had ended by it stays ended. Moved when
    /// the case changed since the head was read, or when entries wait that may hold a time of their own.
    /// </summary>
    /// <param name="waiting">The first person's word, which goes with it.</param>
    public async Task<CaseCommit> CorrectClockAsync(Stored<CaseHead> head, LogEntry entry, Delete waiting)
    {
        if (head.Value.Unchained.Count > 0)
        {
            await ledger.ChainAsync(head.Value.CaseId);
            return CaseCommit.Moved;
        }

        var correction = new ClockCorrection(
            entry.At, head.Value.HighestTime ?? entry.At, head.Value.Log.Seq, StopOrder.Last(head.Value.Stops));
        entry = CaseEntries.From(entry, correction.From);
        CaseHead next = head.Value with { SeenTime = entry.At, Corrections = [.. head.Value.Corrections, correction] };
        return (await ledger.AdvanceAsync(next, head.ETag, [entry], [waiting])).IsCommitted ? CaseCommit.Committed : CaseCommit.Moved;
    }
}
