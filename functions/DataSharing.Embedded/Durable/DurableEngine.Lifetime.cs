using Microsoft.Extensions.Logging;

namespace DataSharing.Embedded.Durable;

public sealed partial class DurableEngine
{
    private readonly object _gate = new();
    private readonly List<Delivery> _early = [];
    private readonly HashSet<ITimer> _retries = [];
    private TaskCompletionSource? _quiet;
    private int _turns;
    private long _failedTurns;
    private Phase _phase = Phase.New;

    private enum Phase
    {
        New,
        Running,
        Stopped,
    }

    /// <summary>Turns that could not be committed so far, and were or will be tried again.</summary>
    public long FailedTurns
    {
        get
        {
            lock (_gate)
                return _failedTurns;
        }
    }

    /// <summary>Takes up everything that was open when the engine last ended, however it ended.</summary>
    public Task StartAsync(CancellationToken ct)
    {
        var recovery = new Recovery();
        Store.VisitLive(recovery.AddInstance, recovery.AddTurn);
        List<Delivery> early;
        lock (_gate)
        {
            if (_phase != Phase.New)
                throw new InvalidOperationException("an engine is started once");
            _phase = Phase.Running;
            early = [.. _early];
            _early.Clear();
        }

        // What was posted early and is in the recovery too is harmless: waking twice, and inbox rows seen before, do nothing.
        recovery.Apply(this);
        foreach (Delivery delivery in early)
            Post(delivery.Instance, delivery.Message);
        return Task.CompletedTask;
    }

    /// <summary>
    /// Starts no further activity, lets running ones finish (as long as the options say, then cancels them), commits
    /// the turns that run, and leaves everything else to the next start.
    /// </summary>
    public async Task StopAsync(CancellationToken ct)
    {
        Timers.Dispose();
        Task activities = Activities.CloseAsync();
        if (!await EndsInTimeAsync(activities, ct).ConfigureAwait(false))
        {
            Activities.Cancel();
            await EndsInTimeAsync(activities, ct).ConfigureAwait(false);
        }

        Task turns = Close();
        await EndsInTimeAsync(turns, ct).ConfigureAwait(false);
    }

    /// <summary>Ends at once: what runs is abandoned as in a crash, and taken up at the next start. Call
    /// <see cref="StopAsync"/> first for an orderly end.</summary>
    public ValueTask DisposeAsync()
    {
        Timers.Dispose();
        _ = Activities.CloseAsync();
        Activities.Cancel();
        Close();
        return ValueTask.CompletedTask;
    }

    /// <summary>Hands a message to an instance; before the start it is kept, after the stop the tables have it.</summary>
    internal void Post(long n, Message message)
    {
        lock (_gate)
        {
            if (_phase == Phase.New)
                _early.Add(new(n, message));
            if (_phase != Phase.Running)
                return;
        }

        Instances.Post(n, message);
    }

    /// <summary>Counts work that a stop waits for.</summary>
    internal void Track(Func<Task> work)
    {
        lock (_gate)
            _turns++;
        work().ContinueWith(
            _ =>
            {
                lock (_gate)
                {
                    if (--_turns == 0)
                        _quiet?.TrySetResult();
                }
            },
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }

    /// <summary>Wakes an instance again whose turn could not be loaded or committed.</summary>
    internal void RetryLater(LiveInstance instance, Exception failure)
    {
        lock (_gate)
        {
            if (_phase != Phase.Running)
                return;
            _failedTurns++;
            TurnNotCommitted(_log, failure.GetType().Name, instance.N);
            ITimer? timer = null;
            timer = Time.CreateTimer(
                _ =>
                {
                    lock (_gate)
                    {
                        if (!_retries.Remove(timer!))
                            return;
                        timer!.Dispose();
                    }

                    Post(instance.N, Message.Wake);
                },
                null,
                Options.CommitRetryDelay,
                Timeout.InfiniteTimeSpan);
            _retries.Add(timer);
        }
    }

    private Task Close()
    {
        Instances.Close();
        lock (_gate)
        {
            _phase = Phase.Stopped;
            foreach (ITimer timer in _retries)
                timer.Dispose();
            _retries.Clear();
            if (_turns == 0)
                return Task.CompletedTask;
            _quiet ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _quiet.Task;
        }
    }

    private async Task<bool> EndsInTimeAsync(Task work, CancellationToken ct)
    {
        try
        {
            await work.WaitAsync(Options.ShutdownTimeout, Time, ct).ConfigureAwait(false);
            return true;
        }
        catch (Exception late) when (late is TimeoutException or OperationCanceledException)
        {
            return false;
        }
    }

    [LoggerMessage(7001, LogLevel.Error, "a turn could not be committed ({Failure}); instance row {Instance} is tried again")]
    private static partial void TurnNotCommitted(ILogger logger, string failure, long instance);
}
