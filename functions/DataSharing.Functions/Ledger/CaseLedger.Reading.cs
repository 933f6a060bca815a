namespace DataSharing.Functions.Ledger;

public sealed partial class CaseLedger
{
    /// <summary>Reads the case for one decision; null when there is none.</summary>
    public async Task<CaseSnapshot?> LoadAsync(CaseId caseId, RequestId? releaseId = null, CancellationToken cancellation = default)
    {
        var partition = Partition.Case(caseId);
        // The head first: see CaseSnapshot.
        Stored<CaseHead>? head = await store.ReadAsync<CaseHead>(partition, CaseHead.DocumentId, cancellation);
        if (head is null)
            return null;
        Stored<CaseFacts>? facts = await store.ReadAsync<CaseFacts>(partition, CaseIds.Facts, cancellation);
        IReadOnlyList<Listed<Consent>> consents = await store.ListAsync<Consent>(
            partition, CaseIds.ConsentPrefix, limit: 1000, cancellation: cancellation);
        Stored<RecordDocument>? record = await store.ReadAsync<RecordDocument>(partition, CaseIds.Record(CaseIds.MainRecord), cancellation);
        Stored<Release>? release = releaseId is null
            ? null
            : await store.ReadAsync<Release>(partition, CaseIds.Release(releaseId), cancellation);
        if (facts is null)
            return null;
        return new CaseSnapshot(
            head.Value, head.ETag, Whole(facts.Value, head.Value), [.. consents.Select(consent => consent.Value)],
            release)
        { Record = record?.Value };
    }

    public Task<Stored<CaseHead>?> ReadHeadAsync(CaseId caseId, CancellationToken cancellation = default) =>
        store.ReadAsync<CaseHead>(Partition.Case(caseId), CaseHead.DocumentId, cancellation);

    /// <summary>The facts of a case alone: for what decides nothing. Null when there is none.</summary>
    public async Task<CaseFacts?> ReadFactsAsync(CaseId caseId, CancellationToken cancellation = default) =>
        await ReadHeadAsync(caseId, cancellation) is { } head
            && await store.ReadAsync<CaseFacts>(Partition.Case(caseId), CaseIds.Facts, cancellation) is { } facts
            ? Whole(facts.Value, head.Value)
            : null;

    /// <summary>
    /// A case's whole log: the chained entries in order, then those that wait. Together with the head they were read under.
    /// </summary>
    public async Task<(LogHead Head, IReadOnlyList<LogEntry> Chained, IReadOnlyList<LogEntry> Waiting)?> ReadLogAsync(CaseId caseId)
    {
        var partition = Partition.Case(caseId);
        for (; ; )
        {
            if (await ReadHeadAsync(caseId) is not { } head)
                return null;
            var chained = new List<LogEntry>();
            await foreach (Listed<LogEntry> entry in store.ListAllAsync<LogEntry>(partition, CaseIds.ChainedPrefix))
                chained.Add(entry.Value);
            var waiting = new List<LogEntry>();
            foreach (string id in head.Value.Unchained)
                if ((await store.ReadAsync<UnchainedEntry>(partition, CaseIds.Unchained(id)))?.Value.Entry is { } entry)
                    waiting.Add(entry);
            if ((await ReadHeadAsync(caseId))?.ETag == head.ETag)
                return (head.Value.Log, chained, waiting);
        }
    }

    /// <summary>Whether an unchained entry with this id was ever committed.</summary>
    internal async Task<bool> IsCommittedAsync(CaseId caseId, string entryId) =>
        await store.ReadAsync(Partition.Case(caseId), CaseIds.Unchained(entryId)) is not null;

    private static CaseFacts Whole(CaseFacts facts, CaseHead head) => facts with
    {
        Stops = head.Stops,
        HighestTime = head.HighestTime,
        Corrections = head.Corrections,
        Participants = head.Participants,
        TakenOff = head.TakenOff,
        Epoch = head.Epoch,
        // Nothing is decided about a sealed case as about one that might not be there any more.
        Closed = head.Status == CaseStatus.Closed || head.IsSealed,
    };
}
