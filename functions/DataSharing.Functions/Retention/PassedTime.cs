namespace DataSharing.Functions.Retention;

/// <summary>
/// How much time has passed while the app ran, kept over restarts. No step of a clock adds to it: what is taken away for good
/// may wait for it. Time in which nothing ran does not count, so that it is behind rather than ahead.
/// </summary>
public sealed class PassedTime(IPartitionStore store, TimeProvider time)
{
    private const string Id = "passed";

    private static readonly Partition Place = Partition.System("retention");

    private long _last = time.GetTimestamp();

    private sealed record Passed(TimeSpan Time, DateTimeOffset At);

    /// <summary>Adds what has passed since the last call, here or on another instance. Returns the whole.</summary>
    public async Task<TimeSpan> CountAsync(CancellationToken cancellation)
    {
        long stamp = time.GetTimestamp();
        DateTimeOffset now = time.GetUtcNow();
        if (await store.ReadAsync<Passed>(Place, Id, cancellation) is not { } before)
        {
            await store.CommitAsync(Place, [Operation.Create(Id, new Passed(TimeSpan.Zero, now))], cancellation);
            return TimeSpan.Zero;
        }

        // The lesser of what this process saw pass and what its clock shows: another instance may have counted some of it.
        TimeSpan here = time.GetElapsedTime(_last, stamp), shown = now - before.Value.At;
        TimeSpan more = shown < TimeSpan.Zero ? TimeSpan.Zero : shown < here ? shown : here;
        var next = new Passed(before.Value.Time + more, now);
        if (!(await store.CommitAsync(Place, [Operation.Replace(Id, next, before.ETag)], cancellation)).IsCommitted)
            return before.Value.Time;
        _last = stamp;
        return next.Time;
    }
}
