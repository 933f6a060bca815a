namespace DataSharing.Functions.Health;

/// <summary>
/// A durable write that tells whether the store can still be written. Anybody may ask for readiness, so that there is at most
/// one a second in each process; who asks in between gets the outcome of the latest. Thread safe.
/// </summary>
public sealed class ReadinessProbe(IPartitionStore store, TimeProvider time)
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(1);
    // Where documents may vanish by themselves.
    private static readonly Partition Place = new(Container.Throttle, "ready");

    // One document a process: instances do not wait for each other. It may vanish soon after.
    private readonly string _id = "probe-" + RandomNumberGenerator.GetHexString(16, lowercase: true);
    private readonly Lock _lock = new();
    private Task _latest = Task.CompletedTask;
    private long? _begun;

    /// <exception cref="StoreUnavailableException">It was not written.</exception>
    public Task WriteAsync()
    {
        lock (_lock)
        {
            if (_begun is { } begun && (!_latest.IsCompleted || time.GetElapsedTime(begun) < Between))
                return _latest;
            _begun = time.GetTimestamp();
            return _latest = WriteNowAsync();
        }
    }

    private async Task WriteNowAsync()
    {
        DateTimeOffset now = time.GetUtcNow(), until = now.AddDays(1);
        // CRASH: it says nothing and nobody reads it.
        CommitResult result = await store.CommitAsync(Place, Operation.Replace(_id, new Probe(now)) with { ExpiresAt = until });
        if (!result.IsCommitted
            && !(await store.CommitAsync(Place, Operation.Create(_id, new Probe(now)) with { ExpiresAt = until })).IsCommitted)
            throw new StoreUnavailableException("the probe of readiness was not written");
    }

    private sealed record Probe(DateTimeOffset At);
}
