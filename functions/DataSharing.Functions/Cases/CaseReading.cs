using DataSharing.Functions.Ledger;
using DataSharing.Domain.Cases;
using DataSharing.Domain.Policy;
using DataSharing.Functions.Http;
using DataSharing.Functions.Storage;

namespace DataSharing.Functions.Cases;

/// <summary>Reads of a case by its holder.</summary>
public sealed class CaseReading(CaseLedger cases, IPartitionStore store, OwnCases own, PolicySet policy, TimeProvider time)
{
    /// <summary>The facts as stored, with their version.</summary>
    public async Task<Stored<CaseFacts>> FactsAsync(string caseId, CancellationToken cancellation) =>
        await store.ReadAsync<CaseFacts>(Partition.Case(caseId), CaseIds.Facts, cancellation) ?? throw OwnCases.NotFound();

    public async Task<CaseView> ViewAsync(Caller caller, string caseId, CancellationToken cancellation)
    {
        await own.HeadAsync(caller, caseId, cancellation);
        return await ShowAsync(caseId, cancellation);
    }

    /// <summary>The case as whoever has just written it is answered: also somebody who wrote down her own conflict with it.</summary>
    public async Task<CaseView> ShowAsync(string caseId, CancellationToken cancellation)
    {
        // The version first: facts that are newer than their version make a replacement fail, never overwrite.
        string etag = (await FactsAsync(caseId, cancellation)).ETag;
        CaseSnapshot snapshot = await cases.LoadAsync(caseId, cancellation: cancellation) ?? throw OwnCases.NotFound();
        return CaseView.Of(snapshot, etag, SafetyFacts.Of(policy, snapshot.Facts, snapshot.Record?.Known, time.GetUtcNow()).Contradictions);
    }

    /// <summary>
    /// Writes down that somebody reads. INVARIANT: called before anything read is handed out; if it fails, so does the read.
    /// </summary>
    public async Task NoteAsync(
        Caller caller, string caseId, string action, string what, string? cause = null, IReadOnlyList<string>? groups = null)
    {
        CaseCommit noted = await cases.NoteAsync(
            caseId,
            CaseEntries.Of(caller, caseId, action, time.GetUtcNow()) with { Outcome = what, Cause = cause, FieldGroups = groups ?? [] });
        if (noted is not (CaseCommit.Committed or CaseCommit.AlreadyDone))
            throw OwnCases.NotFound();
    }
}
