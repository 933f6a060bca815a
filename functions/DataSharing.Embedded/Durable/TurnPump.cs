namespace DataSharing.Embedded.Durable;

/// <summary>
/// Runs an orchestrator's continuations on the thread of the turn, one after another, and notices every continuation
/// that comes from anywhere else: that is an orchestrator which awaited something that cannot be replayed.
/// </summary>
internal sealed class TurnPump(Action reportForeign) : SynchronizationContext
{
    private readonly object _gate = new();
    private readonly Queue<(SendOrPostCallback Callback, object? State)> _queue = new();
    private int _owner;
    private bool _foreign;

    /// <summary>Something happened outside a turn; the instance must fail.</summary>
    public bool SawForeignWork
    {
        get
        {
            lock (_gate)
                return _foreign;
        }
    }

    /// <summary>Whether the caller runs inside the turn.</summary>
    public bool OwnsThread => Volatile.Read(ref _owner) == Environment.CurrentManagedThreadId;

    /// <summary>Marks the calling thread as the turn's.</summary>
    public void Enter() => Volatile.Write(ref _owner, Environment.CurrentManagedThreadId);

    /// <summary>Ends the turn; what comes later from elsewhere is reported.</summary>
    public void Leave()
    {
        lock (_gate)
            Volatile.Write(ref _owner, 0);
    }

    /// <summary>Runs orchestrator code and all that follows from it without waiting for anything.</summary>
    public void Run(Action code)
    {
        SynchronizationContext? outer = Current;
        SetSynchronizationContext(this);
        try
        {
            code();
            while (_queue.TryDequeue(out var next))
                next.Callback(next.State);
        }
        finally
        {
            SetSynchronizationContext(outer);
        }
    }

    /// <summary>
    /// Completes a durable task: awaiting code is queued rather than run inside the completion, while code that
    /// awaited with <c>ConfigureAwait(false)</c> goes on right here, still on the turn's thread.
    /// </summary>
    public static void Detached(Action completion)
    {
        SynchronizationContext? outer = Current;
        SetSynchronizationContext(null);
        try
        {
            completion();
        }
        finally
        {
            SetSynchronizationContext(outer);
        }
    }

    public override void Post(SendOrPostCallback d, object? state)
    {
        if (OwnsThread)
            _queue.Enqueue((d, state));
        else
            ReportForeignWork();
    }

    public override void Send(SendOrPostCallback d, object? state)
    {
        if (OwnsThread)
            d(state);
        else
            ReportForeignWork();
    }

    public override SynchronizationContext CreateCopy() => this;

    /// <summary>Records it; between turns it also wakes the instance, which then fails.</summary>
    public void ReportForeignWork()
    {
        bool betweenTurns;
        lock (_gate)
        {
            _foreign = true;
            betweenTurns = Volatile.Read(ref _owner) == 0;
        }

        if (betweenTurns)
            reportForeign();
    }
}
