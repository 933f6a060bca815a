using DataSharing.Functions.Stops;
using DataSharing.Functions.Telemetry;

namespace DataSharing.Functions.Withdrawal;

/// <summary>Marks what a stop covers.</summary>
public sealed class StoppedReleases(CaseLedger ledger, StopCommits stops, IPartitionStore store, TimeProvider time)
{
    private const int StoppedAtOnce = 15;

    /// <summary>
    /// After the stop: marks the covered releases stopped, destroys their content keys, and lists who had fetched what.
    /// Every step may be repeated. They are dead already: this only makes it visible and unreadable.
    /// </summary>
    public async Task<WithdrawalDocument?> EnforceAsync(CaseId caseId, WithdrawalId withdrawalId, Func<Release, LogEntry> entryOf)
    {
        var partition = Partition.Case(caseId);
        Stored<WithdrawalDocument>? found = await store.ReadAsync<WithdrawalDocument>(partition, CaseIds.Withdrawal(withdrawalId));
        if (found is null || (found.Value.State != WithdrawalState.Recorded && found.Value.Journaled))
            return found?.Value;
        // Where it stands among the stops only the head knows, and only since it was committed.
        Stop stop = Placed(found.Value.Stop, (await ledger.ReadHeadAsync(caseId))?.Value.Stops ?? []);
        bool journaled = found.Value.Journaled
            || await stops.TryJournalAsync(StopEntries.Of(found.Value), StopCommits.LaterJournalPatience);
        var fetched = new SortedDictionary<RegistrationId, List<RequestId>>();
        var open = new List<RequestId>();
        await foreach (Listed<Release> release in store.ListAllAsync<Release>(partition, CaseIds.ReleasePrefix))
        {
            if (!release.Value.IsCoveredBy(stop))
                continue;
            if (release.Value.IsOpen)
                open.Add(release.Value.Id);
            foreach (RegistrationId recipient in release.Value.Holders)
                (fetched.TryGetValue(recipient, out List<RequestId>? ids) ? ids : fetched[recipient] = []).Add(release.Value.Id);
        }

        foreach (RequestId[] some in open.Chunk(StoppedAtOnce))
            await StopReleasesAsync(caseId, some, entryOf);
        return await FinishEnforcingAsync(partition, found, stop, journaled, [.. fetched.Select(f => new HolderOfCopies(f.Key, f.Value))]);
    }

    private async Task StopReleasesAsync(CaseId caseId, IReadOnlyList<RequestId> ids, Func<Release, LogEntry> entryOf)
    {
        for (; ; )
        {
            Stored<CaseHead> head = await ledger.ReadHeadAsync(caseId) ?? throw new InvalidDataException($"case {caseId} has no head");
            var documents = new List<Operation>();
            var entries = new List<LogEntry>();
            foreach (RequestId id in ids)
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
            if ((await ledger.AdvanceAsync(head.Value, head.ETag, entries, documents, erases: true)).IsCommitted)
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
        CommitResult result = await ledger.FollowUpAsync(next.CaseId, Operation.Replace(CaseIds.Withdrawal(next.Id), next, found.ETag));
        return result.IsCommitted ? next : (await store.ReadAsync<WithdrawalDocument>(partition, CaseIds.Withdrawal(next.Id)))?.Value;
    }

    // Followed up once more: who is told already is chased on, unless it turns out to hold more than it was told of.
    private static IReadOnlyList<HolderOfCopies> Merged(IReadOnlyList<HolderOfCopies> told, IReadOnlyList<HolderOfCopies> found) =>
        [.. told.Concat(found).GroupBy(holder => holder.Registration).Select(same =>
        {
            RequestId[] all = [.. same.SelectMany(one => one.Releases).Distinct()];
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
}
