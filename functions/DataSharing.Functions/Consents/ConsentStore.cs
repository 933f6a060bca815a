using DataSharing.Functions.Ledger;
using DataSharing.Domain.AccessLog;
using DataSharing.Domain.Consents;
using DataSharing.Functions.Cases;
using DataSharing.Functions.Http;
using DataSharing.Functions.Storage;

namespace DataSharing.Functions.Consents;

/// <summary>Reads consents and commits their changes under the case's order.</summary>
public sealed class ConsentStore(IPartitionStore store, ConsentCommits commits, OwnCases own)
{
    private const int Tries = 10;

    public Task<Stored<Consent>?> FindAsync(string caseId, string consentId, CancellationToken cancellation) =>
        store.ReadAsync<Consent>(Partition.Case(caseId), CaseIds.Consent(consentId), cancellation);

    /// <summary>The caller's own consent with its case.</summary>
    /// <exception cref="ProblemException">not-found.</exception>
    public async Task<(Stored<Consent> Consent, CaseSnapshot Case)> RequireAsync(
        Caller caller, string caseId, string consentId, CancellationToken cancellation)
    {
        CaseSnapshot snapshot = await own.LoadAsync(caller, caseId, cancellation);
        Stored<Consent>? found = Identifiers.IsValid(consentId) ? await FindAsync(caseId, consentId, cancellation) : null;
        return (found ?? throw OwnCases.NotFound(), snapshot);
    }

    /// <summary>
    /// Writes what <paramref name="change"/> makes of the newest case, until nothing changed in between: a stop that comes
    /// meanwhile is seen by the next try.
    /// </summary>
    /// <param name="change">The next consent, its version as read (null: new) and other documents that belong to it.</param>
    public async Task<(Consent Consent, CaseSnapshot Case)> ChangeAsync(
        Caller caller, string caseId, LogEntry entry,
        Func<CaseSnapshot, Task<(Consent Next, string? ETag, IReadOnlyList<Operation> Others)>> change, CancellationToken cancellation)
    {
        for (int attempt = 0; attempt < Tries; attempt++)
        {
            CaseSnapshot snapshot = await own.LoadAsync(caller, caseId, cancellation);
            OwnCases.RequireOpen(snapshot.Head);
            (Consent next, string? etag, IReadOnlyList<Operation> others) = await change(snapshot);
            LogEntry whole = entry with
            {
                Versions = new LogVersions($"{next.Id}@{ConsentView.ETagOf(next)}", null, null, null),
                Cause = next.Id,
            };
            if (await commits.ChangeConsentAsync(snapshot, next, etag, whole, others) is CaseCommit.Committed or CaseCommit.AlreadyDone)
                return (next, snapshot);
        }

        throw new StoreUnavailableException("the case is written by too many at once");
    }

    /// <summary>Keeps a version that a newer one replaces: what was shared under it must stay explainable.</summary>
    public static Operation Keep(Consent former) => Operation.Create($"past-consent-{former.Id}-{former.Version:D6}", former);
}
