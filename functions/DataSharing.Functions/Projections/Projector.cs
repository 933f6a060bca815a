using DataSharing.Functions.Telemetry;

namespace DataSharing.Functions.Projections;

/// <summary>How far a projection is: everything committed before <paramref name="AsOf"/> is in it.</summary>
public sealed record ProjectionPosition(string? Continuation, DateTimeOffset AsOf);

/// <summary>
/// Writes the lists from the log entries of cases and agencies. At least once and idempotent: a row's id is the entry's, so
/// that a row that is there already was written from the same entry.
/// </summary>
public sealed class Projector(IPartitionStore store, TimeProvider time, CommitSignal signal) : IDisposable
{
    private const int PageSize = 500;

    private const int PagesOfAReader = 4;

    private const string EntryPrefix = "log-";

    internal static readonly Container[] Sources = [Container.Cases, Container.Agencies];
    internal static readonly Partition Positions = Partition.System("projections");

    private static readonly TimeSpan LookAtLeastEvery = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <summary>Follows until cancelled: at once after a commit of this process, else every half minute.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                await CatchUpAsync(cancellation);
                using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
                using ITimer timer = time.CreateTimer(_ => Cancel(limit), null, LookAtLeastEvery, Timeout.InfiniteTimeSpan);
                await signal.WaitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                // look again, or end
            }
            catch (StoreUnavailableException)
            {
                await Task.Delay(TimeSpan.FromSeconds(1), time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>Writes the rows of everything committed until now, however much that is.</summary>
    public Task CatchUpAsync(CancellationToken cancellation = default) => CatchUpAsync(int.MaxValue, cancellation);

    /// <summary>
    /// The same for whoever is about to read a row, who must not wait for a long backlog (after an import, say).
    /// </summary>
    /// <returns>True: everything committed before the call is in the lists. False: there is more, and others are at it.</returns>
    public Task<bool> TryCatchUpAsync(CancellationToken cancellation = default) => CatchUpAsync(PagesOfAReader, cancellation);

    public void Dispose() => _turn.Dispose();

    private async Task<bool> CatchUpAsync(int pages, CancellationToken cancellation)
    {
        bool whole = true;
        foreach (Container source in Sources)
            whole &= await CatchUpAsync(source, pages, cancellation);
        return whole;
    }

    private async Task<bool> CatchUpAsync(Container source, int pages, CancellationToken cancellation)
    {
        for (; pages > 0; pages--)
        {
            // A turn is one page, so that a reader comes in between those of a backlog.
            await _turn.WaitAsync(cancellation);
            try
            {
                if (await WritePageAsync(source, cancellation))
                    return true;
            }
            finally
            {
                _turn.Release();
            }
        }

        return false;
    }

    /// <returns>True: nothing was left beyond this page when it was read.</returns>
    private async Task<bool> WritePageAsync(Container source, CancellationToken cancellation)
    {
        string id = source.ToString();
        Stored<ProjectionPosition>? stored = await store.ReadAsync<ProjectionPosition>(Positions, id, cancellation);
        DateTimeOffset asOf = time.GetUtcNow();
        ChangePage page = await store.ReadChangesAsync(source, stored?.Value.Continuation, PageSize, EntryPrefix, cancellation);
        Signals.Projected(await WriteRowsAsync(page.Changes, cancellation) is { } newest ? time.GetUtcNow() - newest : TimeSpan.Zero);
        bool last = page.Changes.Count < PageSize;
        if (stored is not null && page.Changes.Count == 0 && asOf - stored.Value.AsOf < LookAtLeastEvery)
            return true; // nothing new; the stored time is good enough
        var position = new ProjectionPosition(page.Continuation, last ? asOf : stored?.Value.AsOf ?? DateTimeOffset.MinValue);
        // CRASH: rows without the new position are found present when they are written again.
        // Not committed: another instance was first. It moved the position after its rows were there, so the next page goes on from it.
        await store.CommitAsync(
            Positions, [stored is null ? Operation.Create(id, position) : Operation.Replace(id, position, stored.ETag)], cancellation);
        return last;
    }

    /// <returns>When the newest of the entries was made; null when there was none.</returns>
    private async Task<DateTimeOffset?> WriteRowsAsync(IReadOnlyList<FoundDocument> changes, CancellationToken cancellation)
    {
        LogEntry[] entries = [.. changes.Select(EntryOf).OfType<LogEntry>().DistinctBy(entry => entry.Id)];
        // Side by side, so that a store that groups commits groups these.
        await Task.WhenAll(entries.SelectMany(IndexPlaces.RowsOf)
            .GroupBy(row => row.Partition, row => row.Operations)
            .SelectMany(
                place => place.DistinctBy(row => row[0].Id).Chunk(CommitLimits.Operations / 2).Select(rows => (place.Key, Rows: rows)))
            .Select(some => WriteAsync(some.Key, [.. some.Rows], cancellation)));
        return entries.Length == 0 ? null : entries.Max(entry => entry.At);
    }

    private async Task WriteAsync(Partition partition, List<Operation[]> rows, CancellationToken cancellation)
    {
        while (rows.Count > 0)
        {
            // CRASH: rows are written again from the same entries after a restart.
            CommitResult result = await store.CommitAsync(partition, [.. rows.SelectMany(row => row)], cancellation);
            if (result.IsCommitted)
                return;
            if (result.Outcome == CommitOutcome.TooLarge)
            {
                await WriteAsync(partition, rows[..(rows.Count / 2)], cancellation);
                rows = rows[(rows.Count / 2)..];
                continue;
            }

            int failed = result.FailedOperation;
            int row = 0;
            while (failed >= rows[row].Length)
                failed -= rows[row++].Length;
            // There already, and then others may be too: looking is cheaper than failing once for each of them.
            rows.RemoveAt(row);
            rows = await MissingAsync(partition, rows, cancellation);
        }
    }

    private async Task<List<Operation[]>> MissingAsync(Partition partition, List<Operation[]> rows, CancellationToken cancellation)
    {
        var missing = new List<Operation[]>(rows.Count);
        foreach (Operation[] row in rows)
            if (await store.ReadAsync(partition, row[0].Id, cancellation) is null)
                missing.Add(row);
        return missing;
    }

    private static LogEntry? EntryOf(FoundDocument change)
    {
        if (change.Id.StartsWith(CaseIds.Unchained(""), StringComparison.Ordinal))
            return change.As<UnchainedEntry>().Entry;
        if (!change.Id.StartsWith(CaseIds.ChainedPrefix, StringComparison.Ordinal))
            return null;
        // Its place in the chain is not the list's matter, and the same entry may have come before it had one.
        return change.As<LogEntry>() with { Seq = null, Previous = null, Hash = null };
    }

    private static void Cancel(CancellationTokenSource source)
    {
        try
        {
            source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // the signal came at the same moment
        }
    }
}
