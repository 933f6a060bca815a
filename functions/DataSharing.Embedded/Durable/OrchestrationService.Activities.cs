using System.Threading.Channels;
using DurableTask.Core;

namespace DataSharing.Embedded.Durable;

/// <summary>An activity to run for an instance.</summary>
internal sealed class ActivityItem(long n) : TaskActivityWorkItem
{
    public long N { get; } = n;
}

internal sealed partial class OrchestrationService
{
    private readonly Channel<ActivityItem> _activities = Channel.CreateUnbounded<ActivityItem>();
    private TaskCompletionSource? _drained;
    private int _running;

    public async Task<TaskActivityWorkItem> LockNextTaskActivityWorkItem(TimeSpan receiveTimeout, CancellationToken cancellationToken)
    {
        ActivityItem item;
        try
        {
            item = await _activities.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return null!;
        }

        lock (_gate)
        {
            if (_closed)
                return null!;
            _running++;
            return item;
        }
    }

    // CRASH: the answer is in memory until the turn that takes it up is committed; before that the activity runs again.
    public Task CompleteTaskActivityWorkItemAsync(TaskActivityWorkItem workItem, TaskMessage responseMessage)
    {
        Instances.Post(((ActivityItem)workItem).N, responseMessage.OrchestrationInstance.InstanceId, responseMessage);
        EndActivity();
        return Task.CompletedTask;
    }

    /// <summary>The engine stops, and the activity was interrupted: it runs again at the next start.</summary>
    public Task AbandonTaskActivityWorkItemAsync(TaskActivityWorkItem workItem)
    {
        EndActivity();
        return Task.CompletedTask;
    }

    public Task<TaskActivityWorkItem> RenewTaskActivityWorkItemLockAsync(TaskActivityWorkItem workItem) => Task.FromResult(workItem);

    /// <summary>
    /// Starts no further activity; the task ends when the running ones have. What waits is found again at the next start.
    /// </summary>
    public Task CloseActivitiesAsync()
    {
        lock (_gate)
        {
            _closed = true;
            foreach ((int Failures, ITimer? Pause) failing in _failing.Values)
                failing.Pause?.Dispose();
            _failing.Clear();
            if (_running == 0)
                return Task.CompletedTask;
            _drained ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _drained.Task;
        }
    }

    private void AddActivity(long n, TaskMessage message) =>
        _activities.Writer.TryWrite(
            new ActivityItem(n)
            {
                Id = message.OrchestrationInstance.InstanceId,
                LockedUntilUtc = DateTime.MaxValue,
                TaskMessage = message,
            });

    private void EndActivity()
    {
        lock (_gate)
        {
            if (--_running == 0)
                _drained?.TrySetResult();
        }
    }
}
