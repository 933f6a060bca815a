using DurableTask.Core;

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
    private readonly Dictionary<TimerKey, (string Id, TaskMessage? Message)> _open = [];
    private readonly Dictionary<long, List<TimerKey>> _ofInstance = [];
    private readonly TimeProvider _time;
    private readonly Action<long, string, TaskMessage?> _fire;
    private readonly ITimer _timer;
    private long _armed = long.MaxValue;
    private int _added;
    private bool _disposed;

    public TimerQueue(TimeProvider time, Action<long, string, TaskMessage?> fire)
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

    /// <summary>Posts <paramref name="message"/>, or a wake, to the instance once <paramref name="at"/> (ticks, UTC) is reached.</summary>
    public void Add(TimerKey key, long at, string id, TaskMessage? message)
    {
        lock (_gate)
        {
            if (_disposed || !_open.TryAdd(key, (id, message)))
                return;
            if (!_ofInstance.TryGetValue(key.Instance, out List<TimerKey>? keys))
                _ofInstance.Add(key.Instance, keys = new(1));
            keys.Add(key);
            _added++;
            _queue.Enqueue(key, at);
            if (at < _armed)
                Arm(at);
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
            if (_queue.Count > 1000 && _queue.Count > 2 * _open.Count)
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
            _queue.Clear();
        }

        _timer.Dispose();
    }

    private void OnTick()
    {
        var due = new List<(long Instance, string Id, TaskMessage? Message)>();
        lock (_gate)
        {
            if (_disposed)
                return;
            long now = _time.GetUtcNow().UtcTicks;
            while (_queue.TryPeek(out TimerKey key, out long at) && (at <= now || !_open.ContainsKey(key)))
            {
                _queue.Dequeue();
                if (!_open.Remove(key, out var timer))
                    continue;
                due.Add((key.Instance, timer.Id, timer.Message));
                if (_ofInstance[key.Instance] is { Count: > 1 } keys)
                    keys.Remove(key);
                else
                    _ofInstance.Remove(key.Instance);
            }

            _armed = long.MaxValue;
            if (_queue.TryPeek(out _, out long next))
                Arm(next);
        }

        foreach (var (instance, id, message) in due)
            _fire(instance, id, message);
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
internal readonly record struct TimerKey(long Instance, string Execution, int Step);
