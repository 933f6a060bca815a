using DataSharing.Functions.Telemetry;

namespace DataSharing.Functions.Ledger;

/// <summary>How a patch of a head is committed.</summary>
/// <param name="HelpsChaining">How often whoever commits it helps with chaining where too many entries wait.</param>
/// <param name="ETag">Only over this version of the head; null: over any, so that it never loses a race.</param>
/// <param name="Erases">It takes something away that must not be readable in any file afterwards.</param>
/// <param name="IsStop">Somebody stops sharing by it.</param>
internal readonly record struct PatchManner(
    int HelpsChaining = 0, string? ETag = null, bool Erases = false, bool IsStop = false);

/// <summary>
/// The one way to write a case. There are two forms of what changes its head. <b>Advance</b> replaces the head under its ETag and
/// chains the entry: for what rests on a decision (releases, collections, consents). <b>Note</b> patches the head without an ETag
/// and commits the entry not yet chained: for what must never wait or lose a race (withdrawals) and for what only adds facts or
/// reads them. Both change the head's ETag, so that a decision in flight over changed facts cannot commit.
/// </summary>
/// <remarks>
/// What is written, and why, each capability says for itself. Two things are written without an entry: a stop said again whose entry
/// cannot be had, since nothing may keep her from stopping, and documents on which no release rests (<see cref="FollowUpAsync"/>).
/// </remarks>
public sealed partial class CaseLedger(IPartitionStore store, TimeProvider time, CommitSignal signal, LogSeals? seals = null)
{
    /// <summary>At most this many waiting entries are chained in one commit; each takes two operations of the hundred.</summary>
    private const int ChainedAtOnce = 30;

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

    // CRASH: one batch. Before it is durable neither the change nor its entry exists; after it both do.
    internal async Task<CommitResult> AdvanceAsync(
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
                stops = StopOrder.SaidLater(stops, document.Entry.Cause, seen.Value);
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
            Stops = StopOrder.Compacted(stops, head.Corrections),
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

    /// <summary>Only an entry: a read, a link, a query, a refusal. If this fails, what it records must not happen.</summary>
    /// <param name="documents">Other documents of the case partition that belong to it.</param>
    public Task<CaseCommit> NoteAsync(CaseId caseId, LogEntry entry, params IReadOnlyList<Operation> documents) =>
        NoteAsync(caseId, entry, [], documents);

    // CRASH: as above. The patch cannot fail on a race; the entry's id makes a repeat visible.
    internal async Task<CaseCommit> NoteAsync(
        CaseId caseId, LogEntry entry, IReadOnlyList<PatchStep> head, params IReadOnlyList<Operation> documents)
    {
        CommitResult result = await PatchAsync(caseId, entry, head, new PatchManner(HelpsChaining: 20), documents);
        return result switch
        {
            { IsCommitted: true } => CaseCommit.Committed,
            { Outcome: CommitOutcome.AlreadyExists, FailedOperation: 1 } => CaseCommit.AlreadyDone,
            { Outcome: CommitOutcome.NotFound } => CaseCommit.NotFound,
            { Outcome: CommitOutcome.PreconditionFailed or CommitOutcome.AlreadyExists } => CaseCommit.Moved,
            _ => throw new InvalidOperationException($"a case commit ended as {result.Outcome} at operation {result.FailedOperation}"),
        };
    }

    /// <summary>Patches the head together with an entry, and with documents that belong to it: a note, and how it is committed.</summary>
    /// <param name="entry">Null where whatever keeps the entry out must not keep the change out.</param>
    internal async Task<CommitResult> PatchAsync(
        CaseId caseId, LogEntry? entry, IReadOnlyList<PatchStep> steps, PatchManner manner, params IReadOnlyList<Operation> documents)
    {
        Patch head = entry is null ? Operation.Patch(CaseHead.DocumentId, steps) : HeadPatch(entry, steps);
        IReadOnlyList<Operation> entries = entry is null ? [] : [NewEntry(entry)];
        // CRASH: head, entry and documents together, or nothing of them.
        CommitResult result = await store.CommitAsync(
            Partition.Case(caseId),
            [
                head with { ETag = manner.ETag, Erases = manner.Erases, IsStop = manner.IsStop },
                .. entries,
                .. documents,
            ]);
        // Not read where nothing is done with it: a head that this program cannot read in full is written all the same.
        if (result.IsCommitted && manner.HelpsChaining > 0)
            await CommittedAsync(result.Document<CaseHead>(0), manner.HelpsChaining);
        else if (result.IsCommitted)
            signal.Raise();
        return result;
    }

    /// <summary>
    /// Writes a document of a case on which no release rests: how far a stop is followed up, wrong words by a link. Head and log stay as
    /// they are.
    /// </summary>
    /// <exception cref="ArgumentException">It is the head, the facts, a consent, a release, or an entry of the log.</exception>
    internal Task<CommitResult> FollowUpAsync(CaseId caseId, Operation document, CancellationToken cancellation = default) =>
        CaseIds.IsDecidedOn(document.Id)
            ? throw new ArgumentException($"{document.Id} is not written without an entry", nameof(document))
            : store.CommitAsync(Partition.Case(caseId), [document], cancellation);

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

    private static DateTimeOffset Later(DateTimeOffset? one, DateTimeOffset other) => one > other ? one.Value : other;

    // What the head holds is kept in the head alone, so that there is one truth.
    internal static CaseFacts Stripped(CaseFacts facts) =>
        facts with { Stops = [], HighestTime = null, Corrections = [], Participants = [], TakenOff = [], Epoch = 0, Closed = false };
}
