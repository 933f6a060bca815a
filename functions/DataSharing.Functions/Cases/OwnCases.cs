using DataSharing.Functions.Ledger;
using DataSharing.Domain.Cases;
using DataSharing.Functions.Http;
using DataSharing.Functions.Storage;

namespace DataSharing.Functions.Cases;

/// <summary>
/// The caller's own cases. One that is another holder's, one that does not exist, and one whose bars or conflicts name the caller
/// are the same to a caller. Source.
/// </summary>
public sealed class OwnCases(CaseLedger cases, IPartitionStore store, NamedPersons named)
{
    /// <exception cref="ProblemException">not-found.</exception>
    public async Task<Stored<CaseHead>> HeadAsync(Caller caller, string caseId, CancellationToken cancellation)
    {
        Stored<CaseHead>? head = Identifiers.IsValid(caseId) ? await cases.ReadHeadAsync(caseId, cancellation) : null;
        return head?.Value.Holder == caller.Registration && !await IsBarredAsync(caller, caseId, cancellation) ? head : throw NotFound();
    }

    /// <exception cref="ProblemException">not-found.</exception>
    public async Task<CaseSnapshot> LoadAsync(Caller caller, string caseId, CancellationToken cancellation)
    {
        CaseSnapshot? snapshot = Identifiers.IsValid(caseId) ? await cases.LoadAsync(caseId, cancellation: cancellation) : null;
        return snapshot?.Head.Holder == caller.Registration
            && !await named.AreAsync(snapshot.Facts, caller.Registration, caller.Person, cancellation)
            ? snapshot
            : throw NotFound();
    }

    /// <summary>Whether a bar or a conflict of the case names this person of its holder: to her it is as if there were none.</summary>
    public async Task<bool> IsBarredAsync(Caller caller, string caseId, CancellationToken cancellation) =>
        await store.ReadAsync<CaseFacts>(Partition.Case(caseId), CaseIds.Facts, cancellation) is { } facts
        && await named.AreAsync(facts.Value, caller.Registration, caller.Person, cancellation);

    /// <exception cref="ProblemException">state-conflict.</exception>
    public static void RequireOpen(CaseHead head)
    {
        if (head.Status == CaseStatus.Closed)
            throw new ProblemException(ProblemType.StateConflict, "the case is closed: it can be read and no longer changed");
        RequireUnsealed(head);
    }

    /// <exception cref="ProblemException">state-conflict.</exception>
    public static void RequireUnsealed(CaseHead head)
    {
        if (head.IsSealed)
            throw new ProblemException(
                ProblemType.StateConflict,
                "the case is sealed, because it might have been erased: confirm it once its person is identified and says so");
    }

    public static ProblemException NotFound() => new(ProblemType.NotFound, "there is no such case or part of it for this caller");

    /// <summary>Turns what a commit became into an answer; nothing when it is durable.</summary>
    public static void Require(CaseCommit commit)
    {
        if (commit == CaseCommit.NotFound)
            throw NotFound();
        if (commit == CaseCommit.Moved)
            throw Stale();
    }

    public static ProblemException Stale() => new(ProblemType.StaleIfMatch, "it has changed since it was read: read it again", "If-Match");
}
