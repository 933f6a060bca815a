using DataSharing.Functions.Cases;

namespace DataSharing.Functions.Consents;

/// <summary>A consent as it is to be written.</summary>
/// <param name="ETag">Its version as read; null: it is new.</param>
/// <param name="Others">Other documents that belong to it.</param>
public sealed record ConsentChange(Consent Next, string? ETag, IReadOnlyList<Operation> Others);

/// <summary>Reads consents and commits their changes under the case's order.</summary>
public sealed class ConsentStore(IPartitionStore store, ConsentCommits commits, OwnCases own)
{
    private const int Tries = 10;

    public Task<Stored<Consent>?> FindAsync(CaseId caseId, ConsentId consentId, CancellationToken cancellation) =>
        store.ReadAsync<Consent>(Partition.Case(caseId), CaseIds.Consent(consentId), cancellation);

    /// <summary>The caller's own consent with its case.</summary>
    /// <returns>Refused: not-found.</returns>
    public async Task<Result<(Stored<Consent> Consent, CaseSnapshot Case)>> ReadAsync(
        Caller caller, string caseId, string consentId, CancellationToken cancellation)
    {
        Result<CaseSnapshot> snapshot = await own.LoadAsync(caller, caseId, cancellation);
        if (snapshot.Refusal is { } refusal)
            return refusal;
        Stored<Consent>? found = ConsentId.Read(consentId) is { } id
            ? await FindAsync(snapshot.Value.Head.CaseId, id, cancellation)
            : null;
        return found is null ? OwnCases.NotFound() : (found, snapshot.Value);
    }

    /// <summary>
    /// Writes what <paramref name="change"/> makes of the newest case, until nothing changed in between: a stop that comes
    /// meanwhile is seen by the next try.
    /// </summary>
    /// <returns>Refused: not-found, state-conflict, and what <paramref name="change"/> refuses.</returns>
    public async Task<Result<(Consent Consent, CaseSnapshot Case)>> ChangeAsync(
        Caller caller, CaseId caseId, Func<Consent, LogEntry> entryOf, Func<CaseSnapshot, Task<Result<ConsentChange>>> change,
        CancellationToken cancellation)
    {
        for (int attempt = 0; attempt < Tries; attempt++)
        {
            Result<CaseSnapshot> snapshot = await own.LoadAsync(caller, caseId, cancellation);
            if ((snapshot.Refusal ?? OwnCases.WhyNotOpen(snapshot.Value.Head)) is { } refusal)
                return refusal;
            Result<ConsentChange> made = await change(snapshot.Value);
            if (made.Refusal is { } refused)
                return refused;
            (Consent next, string? etag, IReadOnlyList<Operation> others) = made.Value;
            CaseCommit commit = await commits.ChangeConsentAsync(snapshot.Value, next, etag, entryOf(next), others);
            if (commit is CaseCommit.Committed or CaseCommit.AlreadyDone)
                return (next, snapshot.Value);
        }

        throw new StoreUnavailableException("the case is written by too many at once");
    }

    /// <summary>Keeps a version that a newer one replaces: what was shared under it must stay explainable.</summary>
    public static Operation Keep(Consent former) => Operation.Create($"past-consent-{former.Id}-{former.Version:D6}", former);
}
