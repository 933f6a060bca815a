using DurableTask.Core;
using DurableTask.Core.History;

namespace DataSharing.Embedded.Durable;

/// <summary>
/// DurableTask's storage provider on SQLite: what is to be run, and what came of it. A turn of an orchestrator and all that it
/// asks for is one durable transaction; transactions that wait together share one write to the disk. Nothing is polled: a commit
/// wakes whom it concerns.
/// </summary>
/// <remarks>
/// Guarantees: a turn takes effect once; activities run at least once, again after a crash before the turn that takes up their
/// answer is committed; each message is seen once. One process a database.
/// </remarks>
internal sealed partial class OrchestrationService : IOrchestrationService
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);
    private readonly DurableStore _store;
    private readonly DurableEngineOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Lock _gate = new();
    private readonly Dictionary<long, (int Failures, ITimer? Pause)> _failing = [];
    private long _failedTurns;
    private bool _closed;

    public OrchestrationService(DurableStore store, DurableEngineOptions options, TimeProvider time, ILogger log)
    {
        (_store, _options, _time, _log) = (store, options, time, log);
        Instances = new InstanceTable(options.CachedInstances);
        Timers = new TimerQueue(time, Instances.Post);
    }

    public InstanceTable Instances { get; }

    public TimerQueue Timers { get; }

    public InstanceWaiters Waiters { get; } = new();

    public long FailedTurns => Interlocked.Read(ref _failedTurns);

    // One loop each only takes from a queue in memory; what runs side by side is bounded below.
    public int TaskOrchestrationDispatcherCount => 1;

    public int TaskActivityDispatcherCount => 1;

    // DurableTask lets half of these be sessions, which wait in memory; the table ends those that are too many.
    public int MaxConcurrentTaskOrchestrationWorkItems => (2 * _options.CachedInstances) + 1024;

    public int MaxConcurrentTaskActivityWorkItems => _options.MaxConcurrentActivities;

    public BehaviorOnContinueAsNew EventBehaviourForContinueAsNew => BehaviorOnContinueAsNew.Carryover;

    public bool IsMaxMessageCountExceeded(int currentMessageCount, OrchestrationRuntimeState runtimeState) => false;

    // What a failure delays is its own instance, see Rest.
    public int GetDelayInSecondsAfterOnProcessException(Exception exception) => 0;

    public int GetDelayInSecondsAfterOnFetchException(Exception exception) => 0;

    /// <summary>Takes up everything that was open when the engine last ended, however it ended.</summary>
    public Task StartAsync()
    {
        var open = new OpenWork();
        long mark = _store.VisitLive(open.AddInstance, open.AddTurn, open.AddMessage, (n, failure) =>
        {
            open.AddUnreadable(n);
            NotReadable(_log, failure.GetType().Name, n);
        });
        foreach ((InstanceRow? row, TimerFiredEvent? fired, long asked) in open.Timers)
            AddTimer(row.N, row.Id, row.Execution, fired, asked);
        foreach ((InstanceRow? row, TaskScheduledEvent? scheduled) in open.Activities)
            AddActivity(
                row.N,
                new TaskMessage { Event = scheduled, OrchestrationInstance = new() { InstanceId = row.Id, ExecutionId = row.Execution } });
        var wakes = new List<(long, string, TaskMessage?)>();
        foreach (InstanceRow row in open.NotBegun)
        {
            if (StartsLater(row))
                AwaitStart(row);
            else
                wakes.Add((row.N, row.Id, null));
        }

        Instances.Open(
            open.Messages.Select(one => (one.N, one.Message.OrchestrationInstance.InstanceId, (TaskMessage?)one.Message)).Concat(wakes),
            mark);
        return Task.CompletedTask;
    }

    public Task StopAsync() => Task.CompletedTask;

    public Task StopAsync(bool isForced) => Task.CompletedTask;

    public Task CreateAsync() => _store.CreateTablesAsync();

    public Task CreateAsync(bool recreateInstanceStore) => _store.CreateTablesAsync();

    public Task CreateIfNotExistsAsync() => _store.CreateTablesAsync();

    /// <exception cref="NotSupportedException">Always: the tables lie beside documents, and end with the database.</exception>
    public Task DeleteAsync() => throw new NotSupportedException("the tables of orchestrations are not deleted by themselves");

    /// <exception cref="NotSupportedException">Always: the tables lie beside documents, and end with the database.</exception>
    public Task DeleteAsync(bool deleteInstanceStore) => DeleteAsync();

    /// <summary>Wakes a new instance, now or at the time of its start.</summary>
    public void PostOrWait(Delivery delivery)
    {
        if (delivery.Message is null && StartsLater(delivery.Row))
            AwaitStart(delivery.Row);
        else
            Instances.Post(delivery);
    }

    private bool StartsLater(InstanceRow row) => !row.HasBegun && row.StartAt is { } at && at > _time.GetUtcNow().UtcTicks;

    /// <summary>Wakes it at its time, once however often this is asked for.</summary>
    private void AwaitStart(InstanceRow row) => Timers.Add(new TimerKey(row.N, row.Execution, -1), row.StartAt!.Value, row.Id, null);

    private void AddTimer(long n, string id, string execution, TimerFiredEvent fired, long? asked = null) => Timers.Add(
        new TimerKey(n, execution, fired.TimerId), fired.FireAt.Ticks, id,
        new TaskMessage { Event = fired, OrchestrationInstance = new() { InstanceId = id, ExecutionId = execution } }, asked);

    // One pause at a time, each longer than the one before: neither a full disk nor what can never succeed keeps everybody busy.
    private void Rest(LiveInstance instance)
    {
        lock (_gate)
        {
            int failures = _failing.TryGetValue(instance.N, out (int Failures, ITimer? Pause) before) ? before.Failures + 1 : 1;
            before.Pause?.Dispose();
            Instances.Rest(instance);
            if (_closed)
                return;
            var pause = TimeSpan.FromTicks(Math.Min(_options.CommitRetryDelay.Ticks << Math.Min(failures - 1, 16), LongestPause.Ticks));
            _failing[instance.N] = (failures, _time.CreateTimer(_ => Instances.EndRest(instance), null, pause, Timeout.InfiniteTimeSpan));
            // Counted once the pause has begun: a clock moved before that would move past it unseen.
            Interlocked.Increment(ref _failedTurns);
        }
    }

    private void Recovered(long n)
    {
        lock (_gate)
        {
            if (_failing.Count > 0 && _failing.Remove(n, out (int Failures, ITimer? Pause) failing))
                failing.Pause?.Dispose();
        }
    }

    [LoggerMessage(7001, LogLevel.Error, "a turn could not be committed ({Failure}); instance row {Instance} is tried again")]
    private static partial void TurnNotCommitted(ILogger logger, string failure, long instance);

    [LoggerMessage(7002, LogLevel.Error, "instance row {Instance} cannot be read ({Failure}) and waits until it can")]
    private static partial void NotReadable(ILogger logger, string failure, long instance);
}
