namespace DataSharing.Functions.Ledger;

public sealed partial class CaseCommits
{
    /// <summary>
    /// Waiting entries beyond which whoever adds one helps with chaining. The timer alone would let a case that is never left
    /// alone grow until nothing, not even a stop, fits into its head.
    /// </summary>
    private const int WaitingAtMost = 60;

    /// <summary>Stops beyond which those that say nothing new are left out of the head. Each keeps its document and its entry.</summary>
    private const int StopsAtMost = 100;

    /// <summary>Gives waiting entries their places. Done by the next decision anyway; a timer calls it for quiet cases.</summary>
    public async Task ChainAsync(string caseId)
    {
        while (await ReadHeadAsync(caseId) is { Value.Unchained.Count: > 0 } head)
            await AdvanceAsync(head.Value, head.ETag, [], []);
    }

    /// <summary>Seals the log of a case that was written before there were seals. Harmless to repeat and to race.</summary>
    internal async Task SealLogAsync(string caseId)
    {
        await ChainAsync(caseId);
        if (await ReadHeadAsync(caseId) is { Value.LogSeal: null } head)
            await AdvanceAsync(head.Value, head.ETag, [], []);
    }

    /// <summary>
    /// Whether the end of the case's log, or an entry that waits for it, has no seal yet. One that can never have any does not
    /// count.
    /// </summary>
    internal async Task<bool> IsUnsealedAsync(CaseHead head, CancellationToken cancellation)
    {
        if (head.LogSeal is null)
            return true;
        foreach (string id in head.Unchained)
            if ((
                await store.ReadAsync<UnchainedEntry>(
                    Partition.Case(head.CaseId), CaseIds.Unchained(id), cancellation))?.Value is { Seal: null, Entry: { } entry }
                && seals?.Of(entry) is not null)
                return true;
        return false;
    }

    /// <summary>
    /// A case's whole log: the chained entries in order, then those that wait. Together with the head they were read under.
    /// </summary>
    public async Task<(LogHead Head, IReadOnlyList<LogEntry> Chained, IReadOnlyList<LogEntry> Waiting)?> ReadLogAsync(string caseId)
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

    // What was to be committed is: nothing that goes wrong here may make it look as if it were not.
    private async Task CommittedAsync(Stored<CaseHead> head, int tries)
    {
        signal.Raise();
        try
        {
            for (Stored<CaseHead>? now = head; tries-- > 0
                && now is { Value.Unchained.Count: > WaitingAtMost }; now = await ReadHeadAsync(head.Value.CaseId))
                await AdvanceAsync(now.Value, now.ETag, [], []);
        }
        catch (Exception fault) when (IsLeftToOthers(fault))
        {
            // left to the next one, and to the timer
        }
    }

    // As above, for a head that is to be made smaller.
    private async Task TryAdvanceAsync(Stored<CaseHead> head)
    {
        try
        {
            await AdvanceAsync(head.Value, head.ETag, [], []);
        }
        catch (Exception fault) when (IsLeftToOthers(fault))
        {
            // left to the next one
        }
    }

    private static bool IsLeftToOthers(Exception fault) =>
        fault is StoreUnavailableException or InvalidOperationException or InvalidDataException;

    // The last stop of a kind covers whatever earlier ones of it cover; the first tells since when, and the one with the highest
    // time, by a clock that was ahead perhaps, which papers are older and what has expired. INVARIANT: the last of all is the
    // last of its kind, so that places go on from it.
    private static IReadOnlyList<Stop> Compacted(IReadOnlyList<Stop> stops, IReadOnlyList<ClockCorrection> corrections) =>
        stops.Count <= StopsAtMost
        ? stops
        : [.. stops.GroupBy(stop => (stop.ConsentId, stop.ScopeId, stop.Recipient, stop.ByPerson, stop.Defect, string.Join('|', stop.Keys)))
            .SelectMany(
                same =>
                    new[] { same.MinBy(stop => stop.Place)!, same.MaxBy(corrections.SaidAt)!, same.MaxBy(stop => stop.Place)! }.Distinct())
            .OrderBy(stop => stop.Place)];
}
