using DataSharing.Functions.Keys;

namespace DataSharing.Functions.Ledger;

public sealed partial class CaseCommits
{
    /// <summary>Opens a case. AlreadyDone when it is there.</summary>
    public async Task<CaseCommit> OpenAsync(CaseHead head, CaseFacts facts, LogEntry entry)
    {
        var operations = new List<Operation>();
        LogHead log = Chain(LogHead.Empty, entry, operations);
        operations.Add(Operation.Create(CaseIds.Facts, Stripped(facts)));
        operations.Insert(
            0,
            Operation.Create(
                CaseHead.DocumentId,
                head with { SeenTime = entry.At, Log = log, LogSeal = seals?.Of(LogStream.OfCase(head.CaseId), log) }));
        // CRASH: the case is there whole or not at all.
        CommitResult result = await store.CommitAsync(Partition.Case(head.CaseId), operations);
        if (result.IsCommitted)
            signal.Raise();
        return result.IsCommitted ? CaseCommit.Committed : CaseCommit.AlreadyDone;
    }

    /// <summary>Writes a new consent (null ETag) or its next version, and the head with it. Moved: read and decide again.</summary>
    /// <param name="others">Other documents of the case partition that belong to it.</param>
    public async Task<CaseCommit> ChangeConsentAsync(
        CaseSnapshot basis, Consent consent, string? consentETag, LogEntry entry, params IReadOnlyList<Operation> others)
    {
        // Grows with each commit of this form, so that of two consents for the same sharing it tells the later.
        consent = consent with { RecordedAs = basis.Head.Log.Seq + 1 };
        CaseHead head = basis.Head with
        {
            Consents = new Dictionary<string, ConsentMark>(basis.Head.Consents)
            {
                [consent.Id] = new(
                consent.Version, consent.State, consent.SeenStops)
            },
        };
        string id = CaseIds.Consent(consent.Id);
        Operation write = consentETag is null ? Operation.Create(id, consent) : Operation.Replace(id, consent, consentETag);
        CommitResult result = await AdvanceAsync(head, basis.HeadETag, [entry], [write, .. others]);
        if (result.IsCommitted)
            return CaseCommit.Committed;
        Stored<Consent>? now = await store.ReadAsync<Consent>(Partition.Case(head.CaseId), id);
        // A failure that had persisted: the version is there, as written but for the place that it was given then.
        return now is not null
            && StoreJson.Serialize(now.Value with { RecordedAs = consent.RecordedAs }).AsSpan().SequenceEqual(StoreJson.Serialize(consent))
            ? CaseCommit.AlreadyDone
            : CaseCommit.Moved;
    }

    /// <summary>Replaces the facts; with an ETag only if they are still that version, else Moved.</summary>
    /// <param name="others">Other documents of the case partition that belong to it.</param>
    public Task<CaseCommit> ChangeFactsAsync(
        string caseId, CaseFacts facts, string? factsETag, LogEntry entry, params IReadOnlyList<Operation> others) =>
        NoteAsync(caseId, entry, [], [Operation.Replace(CaseIds.Facts, Stripped(facts), factsETag), .. others]);

    /// <summary>
    /// Replaces the participants, which stand in the head, and who was taken off; only if nothing changed since it was read,
    /// else Moved.
    /// </summary>
    public async Task<CaseCommit> ChangeParticipantsAsync(
        CaseHead basis, string etag, IReadOnlyList<Participant> participants, LogEntry entry)
    {
        string caseId = basis.CaseId;
        IReadOnlyList<string> takenOff = TakingPart.TakenOff(basis.TakenOff, basis.Participants, participants);
        Patch head = HeadPatch(
            entry, [PatchStep.Set("/participants", participants), PatchStep.Set("/takenOff", takenOff)]) with
        { ETag = etag };
        // CRASH: participants and entry together, or neither.
        CommitResult result = await store.CommitAsync(Partition.Case(caseId), head, NewEntry(entry));
        if (result.IsCommitted)
            signal.Raise();
        return result.Outcome switch
        {
            CommitOutcome.Committed => CaseCommit.Committed,
            CommitOutcome.NotFound => CaseCommit.NotFound,
            _ => await IsCommittedAsync(caseId, entry.Id) ? CaseCommit.AlreadyDone : CaseCommit.Moved,
        };
    }

    /// <summary>Writes a record (null ETag: a new one). Its blob was written before; a blob that lost the race is an orphan.</summary>
    public Task<CaseCommit> ChangeRecordAsync(string caseId, RecordDocument record, string? recordETag, LogEntry entry)
    {
        string id = CaseIds.Record(record.Id);
        return NoteAsync(caseId, entry, [], recordETag is null ? Operation.Create(id, record) : Operation.Replace(id, record, recordETag));
    }

    /// <summary>
    /// Replaces the wrapped form of the case's record key; the key itself stays the same. Moved when the case changed since the
    /// head was read: an erasure is never undone.
    /// </summary>
    public async Task<CaseCommit> RewrapAsync(Stored<CaseHead> head, WrappedKey key, LogEntry entry) =>
        (await AdvanceAsync(head.Value with { CaseKey = key }, head.ETag, [entry], [], erases: true)).IsCommitted
            ? CaseCommit.Committed
            : CaseCommit.Moved;

    /// <summary>Only an entry: a read, a link, a query, a refusal. If this fails, what it records must not happen.</summary>
    /// <param name="documents">Other documents of the case partition that belong to it.</param>
    public Task<CaseCommit> NoteAsync(string caseId, LogEntry entry, params IReadOnlyList<Operation> documents) =>
        NoteAsync(caseId, entry, [], documents);

    /// <summary>Closes the case; nothing is shared from it any more.</summary>
    public Task<CaseCommit> CloseAsync(string caseId, LogEntry entry) =>
        NoteAsync(caseId, entry, [PatchStep.Set("/status", CaseStatus.Closed), PatchStep.Increment("/epoch")]);

    /// <summary>Whether an unchained entry with this id was ever committed.</summary>
    private async Task<bool> IsCommittedAsync(string caseId, string entryId) =>
        await store.ReadAsync(Partition.Case(caseId), CaseIds.Unchained(entryId)) is not null;

    // What the head holds is kept in the head alone, so that there is one truth.
    private static CaseFacts Stripped(CaseFacts facts) =>
        facts with { Stops = [], HighestTime = null, Corrections = [], Participants = [], TakenOff = [], Epoch = 0, Closed = false };
}
