namespace DataSharing.Functions.Cases;

/// <summary>
/// The caller's own cases: no operation on a case decides otherwise whose it is. One that is another holder's, one that does not
/// exist, and one whose bars or conflicts name the caller are the same to a caller. Source.
/// </summary>
public sealed class OwnCases(CaseLedger cases, IPartitionStore store, NamedPersons named)
{
    /// <param name="caseId">As the caller wrote it: what is found here has its id, and nothing behind the door uses this text.</param>
    /// <returns>Null: it is not the caller's.</returns>
    public async Task<Stored<CaseHead>?> FindAsync(Caller caller, string caseId, CancellationToken cancellation)
    {
        Stored<CaseHead>? head = CaseId.Read(caseId) is { } id ? await cases.ReadHeadAsync(id, cancellation) : null;
        return head?.Value.Holder == caller.Registration && !await IsBarredAsync(caller, head.Value.CaseId, cancellation) ? head : null;
    }

    /// <returns>Refused: not-found.</returns>
    public async Task<Result<Stored<CaseHead>>> HeadAsync(Caller caller, string caseId, CancellationToken cancellation) =>
        await FindAsync(caller, caseId, cancellation) is { } head ? head : NotFound();

    /// <summary>The whole case.</summary>
    /// <param name="part">What besides the case may be what there is not, in words.</param>
    /// <returns>Refused: not-found.</returns>
    public async Task<Result<CaseSnapshot>> LoadAsync(
        Caller caller, string caseId, CancellationToken cancellation, string part = "part of it")
    {
        CaseSnapshot? snapshot = CaseId.Read(caseId) is { } id ? await cases.LoadAsync(id, cancellation: cancellation) : null;
        return snapshot?.Head.Holder == caller.Registration
            && !await named.AreAsync(snapshot.Facts, caller.Registration, caller.Person, cancellation)
            ? snapshot
            : NotFound(part);
    }

    /// <summary>Whether a bar or a conflict of the case names this person of its holder: to her it is as if there were none.</summary>
    public async Task<bool> IsBarredAsync(Caller caller, CaseId caseId, CancellationToken cancellation) =>
        await store.ReadAsync<CaseFacts>(Partition.Case(caseId), CaseIds.Facts, cancellation) is { } facts
        && await named.AreAsync(facts.Value, caller.Registration, caller.Person, cancellation);

    /// <returns>Why the case cannot be changed: state-conflict; null: it can.</returns>
    public static Refusal? WhyNotOpen(CaseHead head) => head.Status == CaseStatus.Closed
        ? new(ProblemType.StateConflict, "the case is closed: it can be read and no longer changed")
        : WhyNotUnsealed(head);

    /// <returns>Why the case cannot be read: state-conflict; null: it can.</returns>
    public static Refusal? WhyNotUnsealed(CaseHead head) => head.IsSealed
        ? new(
            ProblemType.StateConflict,
            "the case is sealed, because it might have been erased: confirm it once its person is identified and says so")
        : null;

    /// <returns>What a commit became, as an answer; null: it is durable.</returns>
    public static Refusal? WhyNotWritten(CaseCommit commit) => commit switch
    {
        CaseCommit.NotFound => NotFound(),
        CaseCommit.Moved => Stale(),
        _ => null,
    };

    public static Refusal NotFound(string part = "part of it") =>
        new(ProblemType.NotFound, $"there is no such case or {part} for this caller");

    public static Refusal Stale() => new(ProblemType.StaleIfMatch, "it has changed since it was read: read it again", "If-Match");
}
