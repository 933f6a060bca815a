namespace DataSharing.Functions.Tests.Support;

/// <summary>
/// A clock that stands until it is moved, and then is there at once: what was due meanwhile fires once, at the new time, as
/// after a machine that slept. A month passes without half a million ticks of the app's own timers. What it shows can be set
/// without time passing, as when a machine's clock is corrected.
/// </summary>
public sealed class JumpingTime(DateTimeOffset start) : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<Waiting> _timers = [];
    private DateTimeOffset _now = start;
    private TimeSpan _step;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
            return _now + _step;
    }

    public override long GetTimestamp()
    {
        lock (_lock)
            return _now.Ticks;
    }

    /// <summary>Corrects the clock by so much: no time passes and no timer fires.</summary>
    public void Step(TimeSpan by)
    {
        lock (_lock)
            _step += by;
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Waiting(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    public void Advance(TimeSpan by)
    {
        Waiting[] due;
        lock (_lock)
        {
            _now += by;
            due = [.. _timers.Where(timer => timer.Due <= _now).OrderBy(timer => timer.Due)];
            foreach (Waiting timer in due)
                timer.Rearm(_now);
        }

        foreach (Waiting timer in due)
            timer.Fire();
    }

    private sealed class Waiting(JumpingTime owner, Action callback) : ITimer
    {
        private TimeSpan _period;

        public DateTimeOffset Due { get; private set; }

        public void Fire() => callback();

        public void Rearm(DateTimeOffset now)
        {
            if (_period <= TimeSpan.Zero)
                owner._timers.Remove(this);
            Due = now + _period;
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (owner._lock)
            {
                owner._timers.Remove(this);
                // As of the system's timers.
                ArgumentOutOfRangeException.ThrowIfLessThan(dueTime, Timeout.InfiniteTimeSpan);
                ArgumentOutOfRangeException.ThrowIfGreaterThan(dueTime.TotalMilliseconds, uint.MaxValue - 1);
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
            lock (owner._lock)
                owner._timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
