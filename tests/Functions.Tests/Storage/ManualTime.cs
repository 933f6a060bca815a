namespace DataSharing.Functions.Tests.Storage;

/// <summary>
/// A clock that stands still until it is moved; its timers fire while it moves. What it shows can be set without time passing,
/// as when a machine's clock is corrected.
/// </summary>
public sealed class ManualTime : TimeProvider
{
    private readonly List<ManualTimer> _timers = [];
    private DateTimeOffset _now = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    private TimeSpan _passed;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => _now;

    public override long GetTimestamp() => _passed.Ticks;

    public void Advance(TimeSpan by)
    {
        _now += by;
        _passed += by;
        foreach (ManualTimer timer in _timers.ToArray())
            timer.FireIfDue(_passed);
    }

    /// <summary>Corrects the clock by so much: no time passes and no timer fires.</summary>
    public void Step(TimeSpan by) => _now += by;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        _timers.Add(timer);
        return timer;
    }

    private sealed class ManualTimer(ManualTime owner, Action fire) : ITimer
    {
        private TimeSpan? _due;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            // As of the system's timers.
            ArgumentOutOfRangeException.ThrowIfLessThan(dueTime, Timeout.InfiniteTimeSpan);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(dueTime.TotalMilliseconds, uint.MaxValue - 1);
            _due = dueTime == Timeout.InfiniteTimeSpan ? null : owner._passed + dueTime;
            return true;
        }

        public void FireIfDue(TimeSpan passed)
        {
            if (_due is not { } due || due > passed)
                return;
            _due = null;
            fire();
        }

        public void Dispose() => _due = null;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
