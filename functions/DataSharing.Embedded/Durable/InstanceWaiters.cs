using System.Collections.Concurrent;

namespace DataSharing.Embedded.Durable;

/// <summary>Those who wait for an instance to start or end. Thread safe.</summary>
internal sealed class InstanceWaiters
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _waiting = new(StringComparer.Ordinal);

    /// <summary>Ends at the next change of the instance's status; take it before reading the status.</summary>
    public Task NextChange(string instanceId) => _waiting.GetOrAdd(
        instanceId, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    public void Notify(string instanceId)
    {
        if (_waiting.TryRemove(instanceId, out TaskCompletionSource? waiter))
            waiter.TrySetResult();
    }
}
