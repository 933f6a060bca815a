using DataSharing.Functions.Http;
using DataSharing.Functions.Storage;

namespace DataSharing.Functions.Cases;

/// <summary>The caller's own cases. One that is another holder's and one that does not exist are the same to a caller.</summary>
public sealed class OwnCases(CaseCommits commits)
{
    /// <exception cref="ProblemException">not-found.</exception>
    public async Task<Stored<CaseHead>> HeadAsync(Caller caller, string caseId, CancellationToken cancellation)
    {
        Stored<CaseHead>? head = Identifiers.IsValid(caseId) ? await commits.ReadHeadAsync(caseId, cancellation) : null;
        return head?.Value.Holder == caller.Registration ? head : throw NotFound();
    }

    /// <exception cref="ProblemException">not-found.</exception>
    public async Task<CaseSnapshot> LoadAsync(Caller caller, string caseId, CancellationToken cancellation)
    {
        CaseSnapshot? snapshot = Identifiers.IsValid(caseId) ? await commits.LoadAsync(caseId, cancellation: cancellation) : null;
        return snapshot?.Head.Holder == caller.Registration ? snapshot : throw NotFound();
    }

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
            throw new ProblemException(ProblemType.StateConflict, "the case is sealed, because it might have been erased: confirm it once its person is identified and says so");
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
