using System.Threading.Channels;

namespace DataSharing.Tests.Kit;

/// <summary>
/// A clock that stands until it is moved. What it shows can be set without time passing, as when a machine's clock is corrected.
/// Thread-safe.
/// </summary>
public sealed class ManualTime(DateTimeOffset start) : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<Timer> _timers = [];
    private readonly Channel<TimeSpan> _waits = Channel.CreateUnbounded<TimeSpan>();
    private DateTimeOffset _now = start;
    private TimeSpan _step;

    public ManualTime()
        : this(new DateTimeOffset(2026, 5, 4, 12, 0, 0, TimeSpan.Zero))
    {
    }

    /// <summary>Nobody waits: each timer fires at once, though the clock stands. For what only waits between two tries.</summary>
    public bool Impatient { get; init; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>When the next timer falls due; null: none runs.</summary>
    public DateTimeOffset? NextDue
    {
        get
        {
            lock (_gate)
                return _timers.Count == 0 ? null : _timers.Min(timer => timer.Due) + _step;
        }
    }

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
            return _now + _step;
    }

    public override long GetTimestamp()
    {
        lock (_gate)
            return _now.Ticks;
    }

    /// <summary>The wait that somebody started; each is told once, in order.</summary>
    public async Task<TimeSpan> NextWaitAsync() => await _waits.Reader.ReadAsync();

    /// <summary>Corrects the clock by so much: no time passes and no timer fires.</summary>
    public void Step(TimeSpan by)
    {
        lock (_gate)
            _step += by;
    }

    /// <summary>
    /// So much has passed at once: what fell due meanwhile fires once, at the new time, as after a machine that slept. A month
    /// passes without half a million ticks of the app's own timers.
    /// </summary>
    public void Advance(TimeSpan by)
    {
        Timer[] due;
        lock (_gate)
        {
            _now += by;
            due = [.. _timers.Where(timer => timer.Due <= _now).OrderBy(timer => timer.Due)];
            foreach (Timer timer in due)
                timer.Rearm(_now);
        }

        foreach (Timer timer in due)
            timer.Fire();
    }

    /// <summary>So much passes: each timer fires at its time, in order, also one that is set meanwhile.</summary>
    public void Pass(TimeSpan by)
    {
        DateTimeOffset end;
        lock (_gate)
            end = _now + by;
        while (true)
        {
            Timer? next;
            lock (_gate)
            {
                next = _timers.Where(timer => timer.Due <= end).MinBy(timer => timer.Due);
                if (next is null)
                {
                    _now = end;
                    return;
                }

                _now = next.Due > _now ? next.Due : _now;
                next.Rearm(next.Due);
            }

            next.Fire();
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, () => callback(state));
        timer.Change(dueTime, period);
        _waits.Writer.TryWrite(dueTime);
        return timer;
    }

    private sealed class Timer(ManualTime owner, Action callback) : ITimer
    {
        private TimeSpan _period;

        public DateTimeOffset Due { get; private set; }

        public void Fire() => callback();

        public void Rearm(DateTimeOffset from)
        {
            if (_period <= TimeSpan.Zero)
                owner._timers.Remove(this);
            Due = from + _period;
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            // As of the system's timers.
            ArgumentOutOfRangeException.ThrowIfLessThan(dueTime, Timeout.InfiniteTimeSpan);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(dueTime.TotalMilliseconds, uint.MaxValue - 1);
            if (owner.Impatient && dueTime > TimeSpan.Zero)
                dueTime = TimeSpan.Zero;
            lock (owner._gate)
            {
                owner._timers.Remove(this);
                _period = period;
                if (dueTime == Timeout.InfiniteTimeSpan)
                    return true;
                Due = owner._now + dueTime;
                owner._timers.Add(this);
            }

            // Due now means now, also while the clock stands.
            if (dueTime <= TimeSpan.Zero)
                ThreadPool.QueueUserWorkItem(_ => owner.Advance(TimeSpan.Zero));
            return true;
        }

        public void Dispose()
        {
            lock (owner._gate)
                owner._timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
