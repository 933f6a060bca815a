using System.Threading.Channels;

namespace DataSharing.Functions.Tests.Hosting;

/// <summary>A clock that moves only when told, and tells when somebody starts to wait on it. Thread-safe.</summary>
internal sealed class SteppedTime(DateTimeOffset start) : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<Waiter> _waiters = [];
    private readonly Channel<TimeSpan> _armed = Channel.CreateUnbounded<TimeSpan>();
    private DateTimeOffset _now = start;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
            return _now;
    }

    /// <summary>The wait that somebody started; each is reported once.</summary>
    public async Task<TimeSpan> NextWaitAsync() => await _armed.Reader.ReadAsync();

    public void Advance(TimeSpan by)
    {
        List<Waiter> due;
        lock (_gate)
        {
            _now += by;
            due = [.. _waiters.Where(waiter => waiter.Due <= _now)];
            _waiters.RemoveAll(due.Contains);
        }

        foreach (var waiter in due)
            waiter.Fire();
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var waiter = new Waiter(this, GetUtcNow() + dueTime, () => callback(state));
        lock (_gate)
            _waiters.Add(waiter);
        _armed.Writer.TryWrite(dueTime);
        return waiter;
    }

    private sealed class Waiter(SteppedTime owner, DateTimeOffset due, Action fire) : ITimer
    {
        public DateTimeOffset Due => due;

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
