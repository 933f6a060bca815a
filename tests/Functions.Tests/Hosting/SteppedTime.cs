using System.Threading.Channels;

namespace DataSharing.Functions.Tests.Hosting;

/// <summary>A clock that moves only when told, and tells when somebody starts to wait on it. Thread-safe.</summary>
internal sealed class SteppedTime(DateTimeOffset start) : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<Waiter> _waiters = [];
    private readonly Channel<TimeSpan> _armed = Channel.CreateUnbounded<TimeSpan>();
    private DateTimeOffset _now = start;
    private TimeSpan _passed;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
            return _now;
    }

    /// <summary>The wait that somebody started; each is reported once.</summary>
    public async Task<TimeSpan> NextWaitAsync() => await _armed.Reader.ReadAsync();

    /// <summary>Corrects the clock by so much: no time passes.</summary>
    public void Step(TimeSpan by)
    {
        lock (_gate)
            _now += by;
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp()
    {
        lock (_gate)
            return _passed.Ticks;
    }

    public void Advance(TimeSpan by)
    {
        List<Waiter> due;
        lock (_gate)
        {
            _now += by;
            _passed += by;
            due = [.. _waiters.Where(waiter => waiter.Due <= _passed)];
            _waiters.RemoveAll(due.Contains);
        }

        foreach (Waiter waiter in due)
            waiter.Fire();
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Waiter waiter;
        lock (_gate)
            _waiters.Add(waiter = new Waiter(this, _passed + dueTime, () => callback(state)));
        _armed.Writer.TryWrite(dueTime);
        return waiter;
    }

    private sealed class Waiter(SteppedTime owner, TimeSpan due, Action fire) : ITimer
    {
        public TimeSpan Due => due;

        public void Fire() => fire();

        public bool Change(TimeSpan dueTime, TimeSpan period) => throw new NotSupportedException();

        public void Dispose()
        {
            lock (owner._gate)
                owner._waiters.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
