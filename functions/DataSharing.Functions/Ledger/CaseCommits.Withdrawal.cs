using DataSharing.Functions.Telemetry;

namespace DataSharing.Functions.Ledger;

public sealed partial class CaseCommits
{
    /// <summary>How long a stop waits for the journal before it goes on without it. Whoever follows it up has more time.</summary>
    private static readonly TimeSpan JournalPatience = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan LaterJournalPatience = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Stops sharing. When the task completes the stop is durable, and no release or collection that covers it can commit
    /// any more, on any instance: the patch has changed the head that each of them replaces under its ETag.
    /// </summary>
    /// <remarks>One commit whatever the number of agencies and releases. Idempotent by the withdrawal's id.</remarks>
    public async Task<CaseCommit> WithdrawAsync(WithdrawalDocument withdrawal, LogEntry entry)
    {
        if (withdrawal.Id != withdrawal.Stop.Id || withdrawal.WorkflowDue is null)
            throw new ArgumentException("a withdrawal has the id of its stop and is due", nameof(withdrawal));
        withdrawal = withdrawal with { By = entry.Actor };
        // CRASH: in the journal but not in the database: nobody was told; at the next start the gate applies it.
        bool journaled = await TryJournalAsync(StopEntries.Of(withdrawal), JournalPatience);
        Patch head = HeadPatch(entry, [PatchStep.Append("/stops", withdrawal.Stop), PatchStep.Increment("/epoch")]);
        // CRASH: stop, document and entry together. Marking releases and telling agencies follows from `workflow: due`.
        CommitResult result = await store.CommitAsync(
            Partition.Case(withdrawal.CaseId),
            Operation.Create(CaseIds.Withdrawal(withdrawal.Id), withdrawal with { Journaled = journaled }) with { IsStop = true },
            head,
            NewEntry(entry));
        if (result.IsCommitted)
            await CommittedAsync(result.Document<CaseHead>(1), tries: 1);
        return result switch
        {
            { IsCommitted: true } => CaseCommit.Committed,
            { Outcome: CommitOutcome.AlreadyExists } => CaseCommit.AlreadyDone,
            { Outcome: CommitOutcome.NotFound } => CaseCommit.NotFound,
            _ => throw new InvalidOperationException($"a withdrawal ended as {result.Outcome} at operation {result.FailedOperation}"),
        };
    }

    /// <summary>
    /// Notes in the head that a stop which left nothing to stop was said again: its time moves on, and with it its place. Returns
    /// the head as it then is; null when there is no such case, or when the journal did not take it: then it is to be said by a
    /// document of its own, which is followed up until the journal has it.
    /// </summary>
    /// <param name="entry">What the log says of it, in the same commit. Where it has that entry already the stop is said without
    /// one.</param>
    internal async Task<CaseHead?> StopAgainAsync(string caseId, Stop stop, StopOrigin? by = null, LogEntry? entry = null)
    {
        // CRASH: in the journal alone: at the next start the gate says it again.
        if (!await TryJournalAsync(StopEntries.Again(caseId, stop, by), JournalPatience))
            return null;
        // CRASH: nothing of it, or all. Where she agreed meanwhile a withdrawal of its own must follow; without it the next stop is that.
        var partition = Partition.Case(caseId);
        var said = PatchStep.Append("/stops", stop);
        CommitResult? logged = entry is null
            ? null
            : await store.CommitAsync(partition, HeadPatch(entry, [said]) with { IsStop = true }, NewEntry(entry));
        // Whatever keeps the entry out keeps her from nothing.
        CommitResult result = logged is { IsCommitted: true } ? logged
            : await store.CommitAsync(partition, Operation.Patch(CaseHead.DocumentId, said) with { IsStop = true });
        if (!result.IsCommitted)
            return null;
        Stored<CaseHead> head = result.Document<CaseHead>(0);
        if (head.Value.Stops.Count > StopsAtMost)
            await TryAdvanceAsync(head);
        else if (result == logged)
            await CommittedAsync(head, tries: 1);
        return head.Value;
    }

    /// <summary>
    /// Says again what the journal says was said again. False: the case knows it, by this or a later stop of the same aim, or is
    /// not there. Harmless to repeat.
    /// </summary>
    internal async Task<bool> StopAgainAsync(StopEntry entry, Func<Task<WithdrawalDocument>> anew)
    {
        if (await ReadHeadAsync(entry.CaseId) is not { } head)
            return false;
        StopTarget target = StopEntries.TargetOf(entry);
        Stop[] same = [.. head.Value.Stops.Where(stop => stop.ByPerson && target.IsOf(stop) && (stop.Everything || stop.Keys.Count > 0))];
        if (same.Any(stop => stop.At >= entry.At))
            return false;
        if (same.Length > 0)
            return await StopAgainAsync(
                entry.CaseId, same[^1] with { Place = 0, FirstPlace = same[^1].FirstPlace ?? same[^1].Place, At = entry.At },
                entry: StopEntries.RestoredRepeat(entry, head.Value.Holder, same[^1].Id)) is not null;
        // What it repeats is not there: then it is itself the stop.
        return await WithdrawAsync(await anew(), StopEntries.RestoredEntry(entry)) == CaseCommit.Committed;
    }

    /// <summary>
    /// After the stop: marks the covered releases stopped, destroys their content keys, and lists who had fetched what.
    /// Every step may be repeated. They are dead already: this only makes it visible and unreadable.
    /// </summary>
    public async Task<WithdrawalDocument?> EnforceAsync(string caseId, string withdrawalId, Func<Release, LogEntry> entryOf)
    {
        var partition = Partition.Case(caseId);
        Stored<WithdrawalDocument>? found = await store.ReadAsync<WithdrawalDocument>(partition, CaseIds.Withdrawal(withdrawalId));
        if (found is null || (found.Value.State != WithdrawalState.Recorded && found.Value.Journaled))
            return found?.Value;
        // Where it stands among the stops only the head knows, and only since it was committed.
        Stop stop = Placed(found.Value.Stop, (await ReadHeadAsync(caseId))?.Value.Stops ?? []);
        bool journaled = found.Value.Journaled || await TryJournalAsync(StopEntries.Of(found.Value), LaterJournalPatience);
        var fetched = new SortedDictionary<string, List<string>>(StringComparer.Ordinal);
        var open = new List<string>();
        await foreach (Listed<Release> release in store.ListAllAsync<Release>(partition, CaseIds.ReleasePrefix))
        {
            if (!release.Value.IsCoveredBy(stop))
                continue;
            if (release.Value.IsOpen)
                open.Add(release.Value.Id);
            foreach (string recipient in release.Value.Holders)
                (fetched.TryGetValue(recipient, out List<string>? ids) ? ids : fetched[recipient] = []).Add(release.Value.Id);
        }

        foreach (string[] some in open.Chunk(StoppedAtOnce))
            await StopReleasesAsync(caseId, some, entryOf);
        return await FinishEnforcingAsync(partition, found, stop, journaled, [.. fetched.Select(f => new HolderOfCopies(f.Key, f.Value))]);
    }

    private const int StoppedAtOnce = 15;

    private async Task StopReleasesAsync(string caseId, IReadOnlyList<string> ids, Func<Release, LogEntry> entryOf)
    {
        for (; ; )
        {
            Stored<CaseHead> head = await ReadHeadAsync(caseId) ?? throw new InvalidDataException($"case {caseId} has no head");
            var documents = new List<Operation>();
            var entries = new List<LogEntry>();
            foreach (string id in ids)
            {
                Stored<Release>? release = await store.ReadAsync<Release>(Partition.Case(caseId), CaseIds.Release(id));
                if (release is not { Value.IsOpen: true })
                    continue; // an earlier try had got here
                entries.Add(entryOf(release.Value));
                documents.Add(Operation.Replace(CaseIds.Release(id), release.Value.End(ReleaseMove.Stop, time.GetUtcNow()), release.ETag));
            }

            // CRASH: some chunks may be marked and others not; repeating marks the rest.
            if (documents.Count == 0)
                return;
            if ((await AdvanceAsync(head.Value, head.ETag, entries, documents, erases: true)).IsCommitted)
            {
                Signals.ReleaseEnded(documents.Count);
                return;
            }
        }
    }

    private async Task<WithdrawalDocument?> FinishEnforcingAsync(
        Partition partition, Stored<WithdrawalDocument> found, Stop stop, bool journaled, IReadOnlyList<HolderOfCopies> holders)
    {
        bool first = found.Value.State == WithdrawalState.Recorded;
        WithdrawalDocument next = found.Value with
        {
            State = first ? WithdrawalState.Enforced : found.Value.State,
            Stop = stop,
            Holders = first ? Merged(found.Value.Holders, holders) : found.Value.Holders,
            Journaled = journaled,
        };
        // CRASH: without this the same list is made again at the next try.
        CommitResult result = await store.CommitAsync(partition, Operation.Replace(CaseIds.Withdrawal(next.Id), next, found.ETag));
        return result.IsCommitted ? next : (await store.ReadAsync<WithdrawalDocument>(partition, CaseIds.Withdrawal(next.Id)))?.Value;
    }

    // Followed up once more: who is told already is chased on, unless it turns out to hold more than it was told of.
    private static IReadOnlyList<HolderOfCopies> Merged(IReadOnlyList<HolderOfCopies> told, IReadOnlyList<HolderOfCopies> found) =>
        [.. told.Concat(found).GroupBy(holder => holder.Registration, StringComparer.Ordinal).Select(same =>
        {
            string[] all = [.. same.SelectMany(one => one.Releases).Distinct(StringComparer.Ordinal)];
            return same.FirstOrDefault(one => all.All(one.Releases.Contains)) ?? new HolderOfCopies(same.Key, all);
        })];

    // One that the head no longer has by its id lives on in a later one of its kind, which covers whatever it covers.
    private static Stop Placed(Stop stop, IReadOnlyList<Stop> stops) => stop.Place > 0 ? stop
        : stop with
        {
            Place = (stops.FirstOrDefault(one => one.Id == stop.Id)
                ?? stops.LastOrDefault(
                    one => one.ConsentId == stop.ConsentId && one.ScopeId == stop.ScopeId && one.Recipient == stop.Recipient)
                ?? throw new InvalidDataException($"stop {stop.Id} is not on the head of its case")).Place,
        };

    /// <summary>Destroys the case's record key: all its records are unreadable from here on. Repeating is harmless.</summary>
    public async Task<CaseCommit> EraseAsync(string caseId, LogEntry entry)
    {
        // An erasure that the journal does not know could be undone by a restore; so, unlike a stop, it waits for it.
        await journal.AppendAsync(StopEntries.Erasure(caseId, entry));
        // CRASH: in the journal alone: the gate applies it at the next start.
        Patch head = HeadPatch(entry, [PatchStep.Set<object?>("/caseKey", null), PatchStep.Increment("/epoch")]) with { Erases = true };
        CommitResult result = await store.CommitAsync(Partition.Case(caseId), head, NewEntry(entry));
        if (result.IsCommitted)
            signal.Raise();
        return result.Outcome switch
        {
            CommitOutcome.Committed => CaseCommit.Committed,
            CommitOutcome.NotFound => CaseCommit.NotFound,
            _ => CaseCommit.AlreadyDone,
        };
    }

    /// <summary>
    /// Writes a withdrawal into the journal that did not take it before; takes the mark off one that only waited for that.
    /// False: it still does not, and a database restored now would have forgotten the stop.
    /// </summary>
    public async Task<bool> JournalAsync(string caseId, string withdrawalId)
    {
        var partition = Partition.Case(caseId);
        string id = CaseIds.Withdrawal(withdrawalId);
        if (await store.ReadAsync<WithdrawalDocument>(partition, id) is not { Value.Journaled: false } found)
            return true;
        if (!await TryJournalAsync(StopEntries.Of(found.Value), LaterJournalPatience))
            return false;
        // Else the mark is the orchestration's, which still has work.
        DateTimeOffset? due = found.Value.State == WithdrawalState.Completed ? null : found.Value.WorkflowDue;
        // CRASH: in the journal without the note: it is written once more, which is harmless.
        return (await store.CommitAsync(
            partition, Operation.Replace(id, found.Value with { Journaled = true, WorkflowDue = due }, found.ETag))).IsCommitted;
    }

    // A full, broken or slow journal must not keep anybody from stopping.
    private async Task<bool> TryJournalAsync(StopEntry entry, TimeSpan patience)
    {
        using var limit = new CancellationTokenSource(patience, time);
        try
        {
            await journal.AppendAsync(entry, limit.Token);
            return true;
        }
        catch (Exception fault) when (fault is StoreUnavailableException or OperationCanceledException)
        {
            return false;
        }
    }
}
