using DataSharing.Domain.Entries;
using DataSharing.Functions.Registry;

namespace DataSharing.Functions.Cases;

public enum CaseActState
{
    /// <summary>The first person spoke; a second is awaited.</summary>
    Waiting,

    /// <summary>Both spoke, and it is done.</summary>
    Done,
}

/// <summary>An act on a case that takes two persons, as it stands.</summary>
/// <param name="First">Who spoke first, and when.</param>
/// <param name="Second">Who spoke second; null: nobody yet.</param>
/// <param name="Until">Until when the first one's word waits for the second's; then it is asked anew.</param>
/// <param name="State">Whether the second person has spoken.</param>
public sealed record CaseActView(CaseActState State, Approval First, Approval? Second, DateTimeOffset Until);

/// <summary>
/// Acts on a case that take two persons of its holder. Both say the same by the same operation: the first one's word waits a
/// day for the second's. Source: design.md, "Order of stops" and "Redaction, sealing, erasure".
/// </summary>
public sealed class CaseActs(OwnCases owned, SecondPerson second, CaseLedger cases, IPartitionStore store, TimeProvider time)
{
    private const int Tries = 20;

    public static readonly TimeSpan Wait = TimeSpan.FromDays(1);

    /// <param name="whyNot">Why the case, as it now is, does not allow it; null: it does.</param>
    /// <param name="asked">The entry of the first one's word.</param>
    /// <param name="done">The entry of the act; it names the first one's.</param>
    /// <param name="act">Does it, together with its entry and with the first one's word, which ends.</param>
    /// <param name="bothSignIn">The first one attests something too, and so signs in; the second always does.</param>
    /// <returns>Refused: not-found, sign-in-required, same-person, and what <paramref name="whyNot"/> says.</returns>
    public async Task<Result<CaseActView>> SayAsync(
        TwoPersonRule rule, Caller caller, string caseId, Func<CaseHead, DateTimeOffset, Refusal?> whyNot,
        Func<StaffAct, LogEntry> asked, Func<StaffAct, string, LogEntry> done,
        Func<Stored<CaseHead>, LogEntry, Delete, Task<CaseCommit>> act, CancellationToken cancellation, bool bothSignIn = false)
    {
        string id = CaseIds.PendingAct(rule.Id);
        for (int attempt = 0; attempt < Tries; attempt++)
        {
            Result<Stored<CaseHead>> head = await owned.HeadAsync(caller, caseId, cancellation);
            DateTimeOffset now = time.GetUtcNow();
            if ((head.Refusal ?? whyNot(head.Value.Value, now)) is { } refusal)
                return refusal;
            CaseId own = head.Value.Value.CaseId;
            Approval by = caller.At(now);
            Stored<PendingAct>? pending = await store.ReadAsync<PendingAct>(Partition.Case(own), id, cancellation);
            // By whichever clock: a word from far ahead is as old as one from long ago.
            if (pending is null || (now - pending.Value.First.At).Duration() > Wait)
            {
                if (bothSignIn && !caller.SignedIn)
                    return new Refusal(
                        ProblemType.SignInRequired,
                        $"{rule.What} is attested under a sign-in of one's own: a token of an application attests nothing, whomever it "
                            + "acts for");
                LogEntry word = asked(caller.On(own, now));
                var first = new PendingAct(by, word.Id);
                if (await cases.NoteAsync(
                    own, word,
                    pending is null ? Operation.Create(id, first) : Operation.Replace(id, first, pending.ETag)) == CaseCommit.Committed)
                    return new CaseActView(CaseActState.Waiting, by, null, now + Wait);
                continue;
            }

            if (await second.WhyNotAsync(rule, caller, [pending.Value.First], cancellation) is { } same)
                return same;
            LogEntry entry = done(caller.On(own, now), pending.Value.EntryId);
            if (await act(head.Value, entry, Operation.Delete(id, pending.ETag)) == CaseCommit.Committed)
                return new CaseActView(CaseActState.Done, pending.Value.First, by, pending.Value.First.At + Wait);
        }

        throw new StoreUnavailableException("the case is written by too many at once");
    }
}
