using DataSharing.Domain.AccessLog;
using DataSharing.Functions.Telemetry;

namespace DataSharing.Functions.Storage;

/// <summary>How far a projection is: everything committed before <paramref name="AsOf"/> is in it.</summary>
public sealed record ProjectionPosition(string? Continuation, DateTimeOffset AsOf);

/// <summary>
/// Writes the lists from the log entries of cases and agencies. At least once and idempotent: a row's id is the entry's, so
/// that a row that is there already was written from the same entry.
/// </summary>
public sealed class Projector(IPartitionStore store, TimeProvider time, CommitSignal signal) : IDisposable
{
    private const int PageSize = 500;

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

    /// <summary>Writes the rows of everything committed until now.</summary>
    public async Task CatchUpAsync(CancellationToken cancellation = default)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            foreach (Container source in Sources)
                await CatchUpAsync(source, cancellation);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private async Task CatchUpAsync(Container source, CancellationToken cancellation)
    {
        string id = source.ToString();
        Stored<ProjectionPosition>? stored = await store.ReadAsync<ProjectionPosition>(Positions, id, cancellation);
        string? continuation = stored?.Value.Continuation;
        ChangePage page;
        do
        {
            DateTimeOffset asOf = time.GetUtcNow();
            page = await store.ReadChangesAsync(source, continuation, PageSize, EntryPrefix, cancellation);
            Signals.Projected(await WriteRowsAsync(page.Changes, cancellation) is { } newest ? time.GetUtcNow() - newest : TimeSpan.Zero);
            continuation = page.Continuation;
            var position = new ProjectionPosition(continuation, page.Changes.Count < PageSize ? asOf : stored?.Value.AsOf ?? DateTimeOffset.MinValue);
            if (stored is not null && page.Changes.Count == 0 && asOf - stored.Value.AsOf < LookAtLeastEvery)
                return; // nothing new; the stored time is good enough
            // CRASH: rows without the new position are found present when they are written again.
            CommitResult result = await store.CommitAsync(
                Positions, [stored is null ? Operation.Create(id, position) : Operation.Replace(id, position, stored.ETag)], cancellation);
            if (!result.IsCommitted)
                return; // another instance is at it
            stored = new(position, result.Documents[0]!.ETag);
        }
        while (page.Changes.Count >= PageSize);
    }

    /// <returns>When the newest of the entries was made; null when there was none.</returns>
    private async Task<DateTimeOffset?> WriteRowsAsync(IReadOnlyList<FoundDocument> changes, CancellationToken cancellation)
    {
        LogEntry[] entries = [.. changes.Select(EntryOf).OfType<LogEntry>().DistinctBy(entry => entry.Id)];
        // Side by side, so that a store that groups commits groups these.
        await Task.WhenAll(entries.SelectMany(IndexPlaces.RowsOf)
            .GroupBy(row => row.Partition, row => row.Operations)
            .SelectMany(place => place.DistinctBy(row => row[0].Id).Chunk(CommitLimits.Operations / 2).Select(rows => (place.Key, Rows: rows)))
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
