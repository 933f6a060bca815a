namespace DataSharing.Embedded.Durable;

/// <summary>One activity to run for one step of one instance.</summary>
internal sealed record ActivityWork(long Instance, long Generation, int Step, ActivityInvocation Invocation);

/// <summary>Runs activities, at most so many at a time, in the order in which they were asked for. Thread safe.</summary>
internal sealed class ActivityDispatcher(DurableEngine engine, int limit) : IDisposable
{
    private readonly object _gate = new();
    private readonly Queue<ActivityWork> _waiting = new();
    private readonly CancellationTokenSource _stop = new();
    private TaskCompletionSource? _drained;
    private int _running;
    private bool _closed;

    public void Add(ActivityWork work)
    {
        lock (_gate)
        {
            if (_closed)
                return;
            if (_running >= limit)
            {
                _waiting.Enqueue(work);
                return;
            }

            _running++;
        }

        Queue(work);
    }

    /// <summary>Starts no further activity; the task ends when the running ones have. What waits is found again at the
    /// next start.</summary>
    public Task CloseAsync()
    {
        lock (_gate)
        {
            _closed = true;
            _waiting.Clear();
            if (_running == 0)
                return Task.CompletedTask;
            _drained ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _drained.Task;
        }
    }

    /// <summary>Asks the running activities to end.</summary>
    public void Cancel() => _stop.Cancel();

    public void Dispose() => _stop.Dispose();

    private void Queue(ActivityWork work) =>
        ThreadPool.UnsafeQueueUserWorkItem(static item => _ = item.Dispatcher.RunAsync(item.Work), (Dispatcher: this, Work: work), preferLocal: false);

    private async Task RunAsync(ActivityWork work)
    {
        Message? answer = await AnswerAsync(work).ConfigureAwait(false);
        if (answer is not null)
            engine.Post(work.Instance, answer);
        ActivityWork? next;
        lock (_gate)
        {
            if (!_waiting.TryDequeue(out next) && --_running == 0)
                _drained?.TrySetResult();
        }

        if (next is not null)
            Queue(next);
    }

#pragma warning disable CA1031 // whatever an activity throws is an answer to its orchestrator
    private async Task<Message?> AnswerAsync(ActivityWork work)
    {
        try
        {
            if (engine.FindActivity(work.Invocation.Name) is not { } code)
                return Failed(work, Failure.Of($"no activity named '{work.Invocation.Name}' is registered"));
            object? output = await code(work.Invocation, _stop.Token).ConfigureAwait(false);
            return new Message(
                MessageKind.TaskCompleted,
                work.Step,
                Data: DurableEngineOptions.Converter.Serialize(output),
                Generation: work.Generation);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Interrupted by the engine's stop, not failed: it runs again at the next start.
            return null;
        }
        catch (Exception failure)
        {
            return Failed(work, Failure.Of(failure, engine.Options.FailureMessage));
        }
    }
#pragma warning restore CA1031

    private static Message Failed(ActivityWork work, Failure failure) =>
        new(MessageKind.TaskFailed, work.Step, Failure: failure, Generation: work.Generation);
}
