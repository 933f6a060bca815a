using Microsoft.DurableTask;

namespace DataSharing.Embedded.Durable;

internal sealed partial class EmbeddedOrchestrationContext
{
    private readonly Dictionary<int, IPendingTask> _pending = [];
    private int _nextStep;

    /// <summary>Whether anything is open that can still wake the orchestrator.</summary>
    public bool WaitsForSomething => _pending.Count > 0 || _waiters.Count > 0;

    /// <summary>Timers that are open.</summary>
    public IEnumerable<int> OpenTimers => _pending.Where(open => open.Value is TimerTask).Select(open => open.Key);

    public override Task<TResult> CallActivityAsync<TResult>(
        TaskName name, object? input = null, TaskOptions? options = null)
    {
        string? data = DurableEngineOptions.Converter.Serialize(input);
        return Retry.RunAsync(this, options?.Retry, () => Open<TResult>(StepKind.Activity, name, data, null));
    }

    public override Task<TResult> CallSubOrchestratorAsync<TResult>(
        TaskName orchestratorName, object? input = null, TaskOptions? options = null)
    {
        string? data = DurableEngineOptions.Converter.Serialize(input);
        string? given = (options as SubOrchestrationOptions)?.InstanceId;
        return Retry.RunAsync(this, options?.Retry, () => Open<TResult>(
            StepKind.SubOrchestration,
            orchestratorName,
            data,
            given ?? NameBased($"child:{_nextStep}").ToString("N")));
    }

    public override Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken)
    {
        RequireTurn();
        if (cancellationToken.IsCancellationRequested)
            return Task.FromCanceled(cancellationToken);
        var timer = new TimerTask();
        int id = _nextStep++;
        Steps.Add(new Step(StepKind.Timer, id, FireAt: fireAt.ToUniversalTime().Ticks));
        _pending.Add(id, timer);
        timer.Watch(() =>
        {
            if (!InTurn() || !_pending.Remove(id))
                return;
            Steps.Add(new Step(StepKind.CancelTimer, id));
            TurnPump.Detached(() => timer.TrySetCanceled(cancellationToken));
        }, cancellationToken);
        return timer.Task;
    }

    public override void SendEvent(string instanceId, string eventName, object payload)
    {
        RequireTurn();
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        ArgumentException.ThrowIfNullOrEmpty(eventName);
        Steps.Add(new Step(
            StepKind.SendEvent,
            _nextStep++,
            eventName,
            DurableEngineOptions.Converter.Serialize(payload),
            instanceId));
    }

    /// <summary>Completes an open task; false: it is not open (any more), the message is a repeat.</summary>
    public bool Settle(Message message)
    {
        if (!_pending.Remove(message.Id, out IPendingTask? task))
            return false;
        TurnPump.Detached(() => task.Settle(message));
        return true;
    }

    private Task<T> Open<T>(StepKind kind, string name, string? data, string? target)
    {
        RequireTurn();
        ArgumentException.ThrowIfNullOrEmpty(name);
        int id = _nextStep++;
        var task = new ResultTask<T>(name, id);
        Steps.Add(new Step(kind, id, name, data, target));
        _pending.Add(id, task);
        return task.Task;
    }

    private interface IPendingTask
    {
        void Settle(Message message);
    }

    /// <summary>An activity or a sub-orchestration whose answer is awaited.</summary>
    private sealed class ResultTask<T>(string name, int id) : TaskCompletionSource<T>, IPendingTask
    {
#pragma warning disable CA1031 // an answer that cannot be read belongs to the orchestrator that wanted its type
        public void Settle(Message message)
        {
            if (message.Kind == MessageKind.TaskFailed)
            {
                TrySetException(new TaskFailedException(name, id, message.Failure!.ToDetails()));
                return;
            }

            try
            {
                TrySetResult(Read<T>(message.Data)!);
            }
            catch (Exception unreadable)
            {
                TrySetException(unreadable);
            }
        }
#pragma warning restore CA1031
    }

    private sealed class TimerTask : TaskCompletionSource, IPendingTask
    {
        private CancellationTokenRegistration _watch;

        public void Watch(Action cancelled, CancellationToken cancellation) =>
            _watch = cancellation.Register(cancelled, useSynchronizationContext: false);

        public void Settle(Message message)
        {
            _watch.Dispose();
            TrySetResult();
        }
    }
}
