namespace DataSharing.Functions.Ledger;

public sealed partial class CaseCommits
{
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
        CaseCommit done = await NoteAsync(
            withdrawal.CaseId, entry, [PatchStep.Set<DateTimeOffset?>("/sealedAt", withdrawal.Stop.At), PatchStep.Increment("/epoch")]);
        if (done != CaseCommit.NotFound)
            await WithdrawAsync(
                withdrawal,
                entry with
                {
                    Id = entry.Id + ".stop",
                    Action = LogAction.ConsentRevoked,
                    Actor = second ?? entry.Actor,
                    Outcome = withdrawal.Channel,
                    Cause = withdrawal.Id,
                });
        return done;
    }

    /// <summary>
    /// The person of a sealed case confirmed it. Nothing that was stopped comes back. Moved when the case changed since the
    /// head was read.
    /// </summary>
    public async Task<CaseCommit> UnsealAsync(Stored<CaseHead> head, LogEntry entry) =>
        (await AdvanceAsync(
            head.Value with { SealedAt = null, OpenedInDangerAt = null, Epoch = head.Value.Epoch + 1 }, head.ETag, [entry], [])).IsCommitted
            ? CaseCommit.Committed
            : CaseCommit.Moved;

    /// <summary>
    /// From here on a sealed case can be confirmed no more: of her confirmation and the erasure that follows one alone happens. Moved
    /// as above.
    /// </summary>
    public async Task<CaseCommit> LapseAsync(Stored<CaseHead> head, DateTimeOffset at) =>
        (await AdvanceAsync(head.Value with { LapsedAt = at }, head.ETag, [], [])).IsCommitted ? CaseCommit.Committed : CaseCommit.Moved;

    /// <summary>
    /// Two persons opened a sealed case, because a life was in danger. Nothing that was stopped comes back. Moved as above.
    /// </summary>
    /// <param name="waiting">The first person's word, which goes with it.</param>
    public async Task<CaseCommit> OpenInDangerAsync(Stored<CaseHead> head, LogEntry entry, Delete waiting) =>
        (await AdvanceAsync(
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
            await ChainAsync(head.Value.CaseId);
            return CaseCommit.Moved;
        }

        var correction = new ClockCorrection(
            entry.At, head.Value.HighestTime ?? entry.At, head.Value.Log.Seq, StopOrder.Last(head.Value.Stops));
        // The highest time of before: what was corrected can be told from the entry alone.
        entry = entry with
        {
            Outcome = correction.From.ToUniversalTime().ToString(
            "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)
        };
        CaseHead next = head.Value with { SeenTime = entry.At, Corrections = [.. head.Value.Corrections, correction] };
        return (await AdvanceAsync(next, head.ETag, [entry], [waiting])).IsCommitted ? CaseCommit.Committed : CaseCommit.Moved;
    }
}
