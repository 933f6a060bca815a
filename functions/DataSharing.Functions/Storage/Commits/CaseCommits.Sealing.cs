using DataSharing.Domain.AccessLog;

namespace DataSharing.Functions.Storage;

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
            await WithdrawAsync(withdrawal, entry with { Id = entry.Id + ".stop", Action = LogAction.ConsentRevoked, Actor = second ?? entry.Actor, Outcome = withdrawal.Channel });
        return done;
    }

    /// <summary>
    /// The person of a sealed case confirmed it. Nothing that was stopped comes back. Moved when the case changed since the
    /// head was read.
    /// </summary>
    public async Task<CaseCommit> UnsealAsync(Stored<CaseHead> head, LogEntry entry) =>
        (await AdvanceAsync(head.Value with { SealedAt = null, Epoch = head.Value.Epoch + 1 }, head.ETag, [entry], [])).IsCommitted ? CaseCommit.Committed : CaseCommit.Moved;
}
