namespace DataSharing.Embedded.Durable;

/// <summary>
/// Those who wait for an instance to start or end; each change of its status is handed to them as it was committed. Thread
/// safe.
/// </summary>
internal sealed class InstanceWaiters
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, List<Waiter>> _waiting = new(StringComparer.Ordinal);

    /// <summary>
    /// Waits for the first row that <paramref name="reached"/> accepts, among that which <paramref name="read"/> finds now and
    /// those to come.
    /// </summary>
    /// <exception cref="InvalidOperationException">There is no such instance, or it was purged.</exception>
    public async Task<InstanceRow> WaitAsync(
        string instanceId, Func<InstanceRow, bool> reached, Func<InstanceRow?> read, CancellationToken cancellation)
    {
        var waiter = new Waiter(reached);
        // INVARIANT: it waits before it reads, so that no change is missed between.
        lock (_gate)
        {
            if (!_waiting.TryGetValue(instanceId, out List<Waiter>? others))
                _waiting.Add(instanceId, others = new(1));
            others.Add(waiter);
        }

        try
        {
            waiter.Look(read(), instanceId);
            return await waiter.Task.WaitAsync(cancellation).ConfigureAwait(false);
        }
        finally
        {
            lock (_gate)
            {
                if (_waiting.TryGetValue(instanceId, out List<Waiter>? others) && others.Remove(waiter) && others.Count == 0)
                    _waiting.Remove(instanceId);
            }
        }
    }

    /// <param name="row">The instance as it is now; null: it was purged.</param>
    public void Notify(string instanceId, InstanceRow? row)
    {
        lock (_gate)
        {
            foreach (Waiter waiter in _waiting.GetValueOrDefault(instanceId, []))
                waiter.Look(row, instanceId);
        }
    }

    private sealed class Waiter(Func<InstanceRow, bool> reached)
        : TaskCompletionSource<InstanceRow>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public void Look(InstanceRow? row, string instanceId)
        {
            if (row is null)
                TrySetException(new InvalidOperationException($"there is no orchestration instance with the id '{instanceId}'"));
            else if (reached(row))
                TrySetResult(row);
        }
    }
}
