using DataSharing.Domain.Entries;

namespace DataSharing.Functions.Cases;

/// <summary>Reads of a case by its holder.</summary>
public sealed class CaseReading(CaseLedger cases, IPartitionStore store, PolicySet policy, TimeProvider time)
{
    /// <summary>The facts as stored, with their version.</summary>
    /// <returns>Refused: not-found.</returns>
    public async Task<Result<Stored<CaseFacts>>> FactsAsync(CaseId caseId, CancellationToken cancellation) =>
        await store.ReadAsync<CaseFacts>(Partition.Case(caseId), CaseIds.Facts, cancellation) is { } facts ? facts : OwnCases.NotFound();

    /// <summary>The case as whoever has just written it is answered: also somebody who wrote down her own conflict with it.</summary>
    /// <returns>Refused: not-found.</returns>
    public async Task<Result<CaseView>> ShowAsync(CaseId caseId, CancellationToken cancellation)
    {
        // The version first: facts that are newer than their version make a replacement fail, never overwrite.
        Result<Stored<CaseFacts>> facts = await FactsAsync(caseId, cancellation);
        if (facts.Refusal is { } refusal)
            return refusal;
        if (await cases.LoadAsync(caseId, cancellation: cancellation) is not { } snapshot)
            return OwnCases.NotFound();
        return CaseView.Of(
            snapshot, facts.Value.ETag,
            SafetyFacts.Of(policy, snapshot.Facts, snapshot.Record?.Known, time.GetUtcNow()).Contradictions);
    }

    /// <summary>
    /// Writes down that somebody reads. INVARIANT: called before anything read is handed out; if it fails, so does the read.
    /// </summary>
    /// <returns>Why it was not: not-found.</returns>
    public async Task<Refusal?> NoteAsync(Caller caller, CaseId caseId, Func<StaffAct, LogEntry> entryOf)
    {
        CaseCommit noted = await cases.NoteAsync(caseId, entryOf(caller.On(caseId, time.GetUtcNow())));
        return noted is CaseCommit.Committed or CaseCommit.AlreadyDone ? null : OwnCases.NotFound();
    }
}
