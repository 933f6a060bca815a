namespace DataSharing.Embedded.Durable;

/// <summary>
/// Timers of all instances in one queue behind one <see cref="ITimer"/>. In memory only: the history says which
/// timers are open, and a start of the engine puts them here again. Thread safe.
/// </summary>
internal sealed class TimerQueue : IDisposable
{
    // INVARIANT: a system timer takes at most about 49 days; longer waits are taken in portions.
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    private readonly object _gate = new();
    private readonly PriorityQueue<TimerKey, long> _queue = new();
    private readonly Dictionary<TimerKey, Message> _open = [];
    private readonly TimeProvider _time;
    private readonly Action<long, Message> _fire;
    private readonly ITimer _timer;
    private long _armed = long.MaxValue;
    private int _added;
    private bool _disposed;

    public TimerQueue(TimeProvider time, Action<long, Message> fire)
    {
        _time = time;
        _fire = fire;
        _timer = time.CreateTimer(_ => OnTick(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Timers taken so far.</summary>
    public int Added
    {
        get
        {
            lock (_gate)
                return _added;
        }
    }

    /// <summary>Posts <paramref name="message"/> to the instance once <paramref name="at"/> (ticks, UTC) is reached.</summary>
    public void Add(TimerKey key, long at, Message message)
    {
        lock (_gate)
        {
            if (_disposed || !_open.TryAdd(key, message))
                return;
            _added++;
            _queue.Enqueue(key, at);
            if (at < _armed)
                Arm(at);
        }
    }

    public void Cancel(TimerKey key)
    {
        lock (_gate)
        {
            // The queue's entry goes when its time comes, or when such dead entries are most of the queue.
            if (_open.Remove(key) && _queue.Count > 1000 && _queue.Count > 2 * _open.Count)
                DropDeadEntries();
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            _open.Clear();
            _queue.Clear();
        }

        _timer.Dispose();
    }

    private void OnTick()
    {
        var due = new List<(long Instance, Message Message)>();
        lock (_gate)
        {
            if (_disposed)
                return;
            long now = _time.GetUtcNow().UtcTicks;
            while (_queue.TryPeek(out TimerKey key, out long at) && (at <= now || !_open.ContainsKey(key)))
            {
                _queue.Dequeue();
                if (_open.Remove(key, out Message? message))
                    due.Add((key.Instance, message));
            }

            _armed = long.MaxValue;
            if (_queue.TryPeek(out _, out long next))
                Arm(next);
        }

        foreach (var (instance, message) in due)
            _fire(instance, message);
    }

    private void Arm(long at)
    {
        _armed = at;
        long wait = at - _time.GetUtcNow().UtcTicks;
        // Rounded up to a millisecond: a timer that came early would find nothing due.
        var pause = TimeSpan.FromMilliseconds(Math.Max(0, Math.Ceiling(TimeSpan.FromTicks(wait).TotalMilliseconds)));
        _timer.Change(pause < LongestWait ? pause : LongestWait, Timeout.InfiniteTimeSpan);
    }

    private void DropDeadEntries()
    {
        var alive = _queue.UnorderedItems.Where(item => _open.ContainsKey(item.Element)).ToArray();
        _queue.Clear();
        _queue.EnqueueRange(alive);
    }
}

/// <summary>A timer's name: the instance's row, its generation, the step; step -1 is the instance's start.</summary>
internal readonly record struct TimerKey(long Instance, long Generation, int Step);
