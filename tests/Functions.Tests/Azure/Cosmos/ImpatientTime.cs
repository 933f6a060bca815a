namespace DataSharing.Functions.Tests.Azure.Cosmos;

/// <summary>The system's clock, but nobody waits: each timer fires at once. For what only waits between two tries.</summary>
internal sealed class ImpatientTime : TimeProvider
{
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        System.CreateTimer(callback, state, dueTime == Timeout.InfiniteTimeSpan ? dueTime : TimeSpan.Zero, period);
}
