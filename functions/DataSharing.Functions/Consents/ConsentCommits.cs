namespace DataSharing.Functions.Consents;

/// <summary>Writes of a consent.</summary>
public sealed class ConsentCommits(CaseLedger ledger, IPartitionStore store)
{
    /// <summary>Writes a new consent (null ETag) or its next version, and the head with it. Moved: read and decide again.</summary>
    /// <param name="others">Other documents of the case partition that belong to it.</param>
    public async Task<CaseCommit> ChangeConsentAsync(
        CaseSnapshot basis, Consent consent, string? consentETag, LogEntry entry, params IReadOnlyList<Operation> others)
    {
        // Grows with each commit of this form, so that of two consents for the same sharing it tells the later.
        consent = consent with { RecordedAs = basis.Head.Log.Seq + 1 };
        CaseHead head = basis.Head with
        {
            Consents = new Dictionary<ConsentId, ConsentMark>(basis.Head.Consents)
            {
                [consent.Id] = new(consent.Version, consent.State, consent.SeenStops),
            },
        };
        string id = CaseIds.Consent(consent.Id);
        Operation write = consentETag is null ? Operation.Create(id, consent) : Operation.Replace(id, consent, consentETag);
        CommitResult result = await ledger.AdvanceAsync(head, basis.HeadETag, [entry], [write, .. others]);
        if (result.IsCommitted)
            return CaseCommit.Committed;
        Stored<Consent>? now = await store.ReadAsync<Consent>(Partition.Case(head.CaseId), id);
        // A failure that had persisted: the version is there, as written but for the place that it was given then.
        return now is not null
            && StoreJson.Serialize(now.Value with { RecordedAs = consent.RecordedAs }).AsSpan().SequenceEqual(StoreJson.Serialize(consent))
            ? CaseCommit.AlreadyDone
            : CaseCommit.Moved;
    }
}
