using DataSharing.Functions.Telemetry;

namespace DataSharing.Functions.Ledger;

/// <summary>What became of a commit to a case.</summary>
public enum CaseCommit
{
    /// <summary>Durable, with its log entry.</summary>
    Committed,

    /// <summary>An earlier try of the same commit had succeeded; nothing was written twice.</summary>
    AlreadyDone,

    /// <summary>The case changed since it was read: read and decide again.</summary>
    Moved,

    /// <summary>There is no such case or document.</summary>
    NotFound,
}

/// <summary>
/// Every write to a case partition. There are two forms. <b>Advance</b> replaces the head under its ETag and chains the
/// entry: for what rests on a decision (releases, collections, consents). <b>Note</b> patches the head without an ETag and
/// commits the entry not yet chained: for what must never wait or lose a race (withdrawals) and for what only adds facts
/// or reads them. Both change the head's ETag, so that a decision in flight over changed facts cannot commit.
/// </summary>
public sealed partial class CaseCommits(
    IPartitionStore store, IStopJournal journal, TimeProvider time, CommitSignal signal, LogSeals? seals = null)
{
    /// <summary>At most this many waiting entries are chained in one commit; each takes two operations of the hundred.</summary>
    private const int ChainedAtOnce = 30;

    /// <summary>Reads the case for one decision; null when there is none.</summary>
    public async Task<CaseSnapshot?> LoadAsync(string caseId, string? releaseId = null, CancellationToken cancellation = default)
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

    /// <summary>The facts of a case alone: for what decides nothing. Null when there is none.</summary>
    public async Task<CaseFacts?> ReadFactsAsync(string caseId, CancellationToken cancellation = default) =>
        await ReadHeadAsync(caseId, cancellation) is { } head
            && await store.ReadAsync<CaseFacts>(Partition.Case(caseId), CaseIds.Facts, cancellation) is { } facts
            ? Whole(facts.Value, head.Value)
            : null;

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

    public Task<Stored<CaseHead>?> ReadHeadAsync(string caseId, CancellationToken cancellation = default) =>
        store.ReadAsync<CaseHead>(Partition.Case(caseId), CaseHead.DocumentId, cancellation);

    // CRASH: one batch. Before it is durable neither the change nor its entry exists; after it both do.
    private async Task<CommitResult> AdvanceAsync(
        CaseHead head, string etag, List<LogEntry> entries, IReadOnlyList<Operation> documents, bool erases = false)
    {
        var partition = Partition.Case(head.CaseId);
        var operations = new List<Operation>(documents);
        LogHead log = head.Log;
        DateTimeOffset? seen = head.SeenTime;
        bool stood = seals?.Stands(LogStream.OfCase(head.CaseId), head.Log, head.LogSeal) == true;
        IReadOnlyList<Stop> stops = head.Stops;
        string[] waiting = [.. head.Unchained.Take(ChainedAtOnce)];
        foreach (string id in waiting)
        {
            UnchainedEntry document = (await store.ReadAsync<UnchainedEntry>(partition, CaseIds.Unchained(id)))?.Value
                ?? throw new InvalidDataException($"case {head.CaseId}: the waiting log entry {id} is gone");
            if (document.Entry is null)
                return CommitResult.Rejected(CommitOutcome.PreconditionFailed, 0); // chained since the head was read
            if (seals?.Stands(document) == false)
            {
                // One without a seal may be from before there were seals, brought back by a backup or written by a program of
                // before: it keeps nobody from going on, and the log is not called whole.
                stood = document.Seal is null
                    ? false
                    : throw new InvalidDataException($"case {head.CaseId}: the waiting log entry {id} was changed");
            }

            log = Chain(log, document.Entry, operations);
            if (seen > document.Entry.At)
                stops = Lagging(stops, document.Entry.Cause, seen.Value);
            seen = Later(seen, document.Entry.At);
            operations.Add(Operation.Replace(CaseIds.Unchained(id), new UnchainedEntry(null, log.Seq)));
        }

        // A clock was ahead of the one by which this was decided, or may have been in entries not looked at: what ended by that one stays
        // ended, and a stop was said later than its own clock showed. Chained first, from the head as it is stored and not as the caller
        // would have it; then decided anew.
        if (entries.Count > 0
            && (head.Unchained.Count > waiting.Length || !ReferenceEquals(stops, head.Stops)
                || (!(seen <= head.HighestTime) && entries.All(entry => seen > entry.At))))
        {
            await ChainAsync(head.CaseId);
            return CommitResult.Rejected(CommitOutcome.PreconditionFailed, 0);
        }

        foreach (LogEntry entry in entries)
        {
            log = Chain(log, entry, operations);
            seen = Later(seen, entry.At);
        }

        CaseHead next = head with
        {
            Log = log,
            LogSeal = LogSeals.Next(seals, LogStream.OfCase(head.CaseId), log, stood, head.LogSeal),
            Unchained = [.. head.Unchained.Skip(waiting.Length)],
            Stops = Compacted(stops, head.Corrections),
            SeenTime = seen,
        };
        next = next with { WorkflowDue = next.Unchained.Count == 0 ? null : head.WorkflowDue };
        operations.Insert(0, Operation.Replace(CaseHead.DocumentId, next, etag) with { Erases = erases });
        CommitResult result = await store.CommitAsync(partition, operations);
        if (result.IsCommitted)
            signal.Raise();
        else if (result.Outcome == CommitOutcome.PreconditionFailed)
            Signals.Conflict();
        // Trying again would not make it smaller.
        return result.Outcome != CommitOutcome.TooLarge
            ? result
            : throw new InvalidOperationException($"case {head.CaseId}: a commit is too large at operation {result.FailedOperation}");
    }

    // The stops of one withdrawal whose clock lagged behind what the case had seen.
    private static IReadOnlyList<Stop> Lagging(IReadOnlyList<Stop> stops, string? withdrawal, DateTimeOffset seen) =>
        stops.Any(stop => stop.Id == withdrawal && !(stop.SeenBefore >= seen) && stop.At < seen)
            ? [.. stops.Select(
                stop => stop.Id == withdrawal && !(stop.SeenBefore >= seen) && stop.At < seen ? stop with { SeenBefore = seen } : stop)]
            : stops;

    private static DateTimeOffset Later(DateTimeOffset? one, DateTimeOffset other) => one > other ? one.Value : other;

    // CRASH: as above. The patch cannot fail on a race; the entry's id makes a repeat visible.
    private async Task<CaseCommit> NoteAsync(
        string caseId, LogEntry entry, IReadOnlyList<PatchStep> head, params IReadOnlyList<Operation> documents)
    {
        CommitResult result = await store.CommitAsync(Partition.Case(caseId), [HeadPatch(entry, head), NewEntry(entry), .. documents]);
        if (result.IsCommitted)
            await CommittedAsync(result.Document<CaseHead>(0), tries: 20);
        return result switch
        {
            { IsCommitted: true } => CaseCommit.Committed,
            { Outcome: CommitOutcome.AlreadyExists, FailedOperation: 1 } => CaseCommit.AlreadyDone,
            { Outcome: CommitOutcome.NotFound } => CaseCommit.NotFound,
            { Outcome: CommitOutcome.PreconditionFailed or CommitOutcome.AlreadyExists } => CaseCommit.Moved,
            _ => throw new InvalidOperationException($"a case commit ended as {result.Outcome} at operation {result.FailedOperation}"),
        };
    }

    private Patch HeadPatch(LogEntry entry, IReadOnlyList<PatchStep> steps) => Operation.Patch(
        CaseHead.DocumentId,
        [.. steps, PatchStep.Append("/unchained", entry.Id), PatchStep.Set<DateTimeOffset?>("/workflowDue", time.GetUtcNow())]);

    private Create NewEntry(LogEntry entry) =>
        Operation.Create(CaseIds.Unchained(entry.Id), new UnchainedEntry(entry, Seal: seals?.Of(entry)));

    private static LogHead Chain(LogHead log, LogEntry entry, List<Operation> operations)
    {
        (LogEntry chained, LogHead next) = LogChain.Append(log, entry);
        operations.Add(Operation.Create(CaseIds.Chained(next.Seq), chained));
        return next;
    }
}
