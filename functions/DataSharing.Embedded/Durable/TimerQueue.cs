using DurableTask.Core;

namespace DataSharing.Embedded.Durable;

/// <summary>
/// Timers of all instances in one queue behind one <see cref="ITimer"/>. In memory only: the history says which
/// timers are open, and a start of the engine puts them here again. Thread safe.
/// </summary>
/// <remarks>
/// A timer fires when the clock shows its time, or when the time that it was to wait has gone by although the clock does not
/// show it: one that was set back keeps nobody waiting until it comes round again. Whoever is woken then looks at the clock anew.
/// </remarks>
internal sealed class TimerQueue : IDisposable
{
    // A clock that was set forward is noticed at the next look. INVARIANT: a system timer takes at most about 49 days.
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    // By as much a clock may lag behind time as it passes without having been set back.
    private static readonly TimeSpan Lag = TimeSpan.FromSeconds(1);

    private readonly object _gate = new();
    private readonly PriorityQueue<TimerKey, long> _byClock = new();
    private readonly PriorityQueue<TimerKey, TimeSpan> _bySpan = new();
    private readonly Dictionary<TimerKey, (string Id, TaskMessage? Message)> _open = [];
    private readonly Dictionary<long, List<TimerKey>> _ofInstance = [];
    private readonly TimeProvider _time;
    private readonly Action<long, string, TaskMessage?> _fire;
    private readonly ITimer _timer;
    private readonly long _start;
    private TimeSpan _armed = TimeSpan.MaxValue;
    private int _added;
    private bool _disposed;

    public TimerQueue(TimeProvider time, Action<long, string, TaskMessage?> fire)
    {
        _time = time;
        _fire = fire;
        _start = time.GetTimestamp();
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

    /// <summary>Posts <paramref name="message"/>, or a wake, to the instance once <paramref name="at"/> (ticks, UTC) is reached.</summary>
    /// <param name="asked">What the clock showed (ticks, UTC) when it was asked for; null: it is asked for now.</param>
    public void Add(TimerKey key, long at, string id, TaskMessage? message, long? asked = null)
    {
        lock (_gate)
        {
            if (_disposed || !_open.TryAdd(key, (id, message)))
                return;
            if (!_ofInstance.TryGetValue(key.Instance, out List<TimerKey>? keys))
                _ofInstance.Add(key.Instance, keys = new(1));
            keys.Add(key);
            _added++;
            // By a clock that was ahead then and no longer is, it would wait for as much longer.
            long now = _time.GetUtcNow().UtcTicks;
            TimeSpan passed = Passed, wait = TimeSpan.FromTicks(at - Math.Max(now, asked ?? now));
            _byClock.Enqueue(key, at);
            _bySpan.Enqueue(key, passed + wait + Lag);
            if (passed + wait < _armed)
                Arm(passed, wait);
        }
    }

    /// <summary>Forgets the timers of an instance that has ended.</summary>
    public void CancelAll(long instance)
    {
        lock (_gate)
        {
            if (!_ofInstance.Remove(instance, out List<TimerKey>? keys))
                return;
            foreach (TimerKey key in keys)
                _open.Remove(key);
            // The queue's entry goes when its time comes, or when such dead entries are most of the queue.
            if (_byClock.Count > 1000 && _byClock.Count > 2 * _open.Count)
                DropDeadEntries();
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            _open.Clear();
            _ofInstance.Clear();
            _byClock.Clear();
            _bySpan.Clear();
        }

        _timer.Dispose();
    }

    private TimeSpan Passed => _time.GetElapsedTime(_start);

    private void OnTick()
    {
        var due = new List<(long Instance, string Id, TaskMessage? Message)>();
        lock (_gate)
        {
            if (_disposed)
                return;
            long now = _time.GetUtcNow().UtcTicks;
            TimeSpan passed = Passed;
            TakeDue(_byClock, at => at <= now, due);
            TakeDue(_bySpan, end => end <= passed, due);
            _armed = TimeSpan.MaxValue;
            if (_byClock.TryPeek(out _, out long next) && _bySpan.TryPeek(out _, out TimeSpan end))
                Arm(passed, TimeSpan.FromTicks(Math.Min(next - now, (end - passed).Ticks)));
        }

        foreach ((long instance, string? id, TaskMessage? message) in due)
            _fire(instance, id, message);
    }

    // Which of the two queues has it first fires it; the other's entry is dead then, and goes when its time comes.
    private void TakeDue<TTime>(PriorityQueue<TimerKey, TTime> queue, Func<TTime, bool> isDue, List<(long, string, TaskMessage?)> due)
    {
        while (queue.TryPeek(out TimerKey key, out TTime? at) && (!_open.ContainsKey(key) || isDue(at)))
        {
            queue.Dequeue();
            if (!_open.Remove(key, out (string Id, TaskMessage? Message) timer))
                continue;
            due.Add((key.Instance, timer.Id, timer.Message));
            if (_ofInstance[key.Instance] is { Count: > 1 } keys)
                keys.Remove(key);
            else
                _ofInstance.Remove(key.Instance);
        }
    }

    private void Arm(TimeSpan passed, TimeSpan wait)
    {
        wait = wait < LongestWait ? wait : LongestWait;
        _armed = passed + wait;
        // Rounded up to a millisecond: a timer that came early would find nothing due.
        _timer.Change(TimeSpan.FromMilliseconds(Math.Max(0, Math.Ceiling(wait.TotalMilliseconds))), Timeout.InfiniteTimeSpan);
    }

    private void DropDeadEntries()
    {
        Drop(_byClock);
        Drop(_bySpan);
    }

    private void Drop<TTime>(PriorityQueue<TimerKey, TTime> queue)
    {
        (TimerKey Element, TTime Priority)[] alive = queue.UnorderedItems.Where(item => _open.ContainsKey(item.Element)).ToArray();
        queue.Clear();
        queue.EnqueueRange(alive);
    }
}

/// <summary>A timer's name: the instance's row, its generation, the step; step -1 is the instance's start.</summary>
internal readonly record struct TimerKey(long Instance, string Execution, int Step);
