using DurableTask.Core;
using DurableTask.Core.Exceptions;
using DurableTask.Core.History;
using Microsoft.Extensions.Logging;

namespace DataSharing.Embedded.Durable;

/// <summary>A turn, or a session of turns, of one instance.</summary>
internal sealed class TurnItem(LiveInstance instance, InstanceRow row, int turns) : TaskOrchestrationWorkItem
{
    public LiveInstance Instance { get; } = instance;

    /// <summary>The row as last committed.</summary>
    public InstanceRow Row { get; set; } = row;

    /// <summary>Turns of this generation that are committed.</summary>
    public int Turns { get; set; } = turns;

    /// <summary>The orchestrator in memory, and the state that it was run on.</summary>
    public (OrchestrationRuntimeState State, TaskOrchestrationExecutor Executor)? Kept { get; set; }

    /// <summary>Its last turn could not be committed.</summary>
    public bool Failed { get; set; }
}

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
        foreach (var (row, fired, at) in open.Timers)
            AddTimer(row.N, row.Id, row.Execution, fired, at);
        foreach (var (row, scheduled) in open.Activities)
            AddActivity(row.N, new TaskMessage { Event = scheduled, OrchestrationInstance = new() { InstanceId = row.Id, ExecutionId = row.Execution } });
        var wakes = new List<(long, string, TaskMessage?)>();
        foreach (InstanceRow row in open.NotBegun)
        {
            if (row.StartAt is { } at && at > _time.GetUtcNow().UtcTicks)
                Timers.Add(new TimerKey(row.N, row.Execution, -1), at, row.Id, null);
            else
                wakes.Add((row.N, row.Id, null));
        }

        Instances.Open(open.Messages.Select(one => (one.N, one.Message.OrchestrationInstance.InstanceId, (TaskMessage?)one.Message)).Concat(wakes), mark);
        return Task.CompletedTask;
    }

    public async Task<TaskOrchestrationWorkItem> LockNextTaskOrchestrationWorkItemAsync(TimeSpan receiveTimeout, CancellationToken cancellationToken)
    {
        while (true)
        {
            LiveInstance instance;
            try
            {
                instance = await Instances.Ready.ReadAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return null!;
            }

            if (Load(instance, Instances.Take(instance)) is { } item)
                return item;
        }
    }

    public async Task CompleteTaskOrchestrationWorkItemAsync(
        TaskOrchestrationWorkItem workItem,
        OrchestrationRuntimeState newOrchestrationRuntimeState,
        IList<TaskMessage> outboundMessages,
        IList<TaskMessage> orchestratorMessages,
        IList<TaskMessage> timerMessages,
        TaskMessage continuedAsNewMessage,
        OrchestrationState orchestrationState)
    {
        var item = (TurnItem)workItem;
        InstanceRow after;
        List<Delivery> deliveries;
        var consumed = item.NewMessages.Where(message => message.SequenceNumber != 0).Select(message => message.SequenceNumber).ToList();
        try
        {
            if (orchestrationState is null)
            {
                await _store.DropAsync(consumed).ConfigureAwait(false);
                return;
            }

            after = After(item.Row, newOrchestrationRuntimeState, orchestrationState);
            if (after.Generation != item.Row.Generation)
                item.Turns = 0;
            deliveries = await _store.CommitAsync(new TurnWrite
            {
                Row = item.Row,
                After = after,
                Turn = item.Turns,
                Events = Events(newOrchestrationRuntimeState, outboundMessages),
                Consumed = consumed,
                Messages = orchestratorMessages,
            }).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            Failed(item, failure.GetType().Name);
            // DurableTask gives the item up on this, whatever happened.
            throw new SessionAbortedException();
        }

        InstanceRow before = item.Row;
        item.Row = after;
        item.Turns++;
        // What is committed is not given back, whatever goes wrong from here on.
        item.NewMessages = [];
        Recovered(after.N);
        if (after.Generation != before.Generation || !after.IsLive)
            Timers.CancelAll(after.N);
        if (after.IsLive)
            Schedule(after, outboundMessages, timerMessages);
        foreach (Delivery delivery in deliveries)
            PostOrWait(delivery);
        if (after.Status != before.Status)
            Waiters.Notify(after.Id, after);
    }

    public Task AbandonTaskOrchestrationWorkItemAsync(TaskOrchestrationWorkItem workItem)
    {
        var item = (TurnItem)workItem;
        if (!item.Failed)
            Failed(item, "its steps could not be carried out");
        if (item.NewMessages is { Count: > 0 } messages)
            Instances.PutBack(item.Instance, messages.Where(message => message.Event is not ExecutionStartedEvent));
        return Task.CompletedTask;
    }

    public Task ReleaseTaskOrchestrationWorkItemAsync(TaskOrchestrationWorkItem workItem)
    {
        var item = (TurnItem)workItem;
        if (item.Failed)
            Rest(item.Instance);
        else
            Instances.Release(item.Instance, finished: !item.Row.IsLive);
        return Task.CompletedTask;
    }

    public Task RenewTaskOrchestrationWorkItemLockAsync(TaskOrchestrationWorkItem workItem) => Task.CompletedTask;

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
        if (delivery.Message is null && delivery.Row is { HasBegun: false, StartAt: { } at } && at > _time.GetUtcNow().UtcTicks)
            Timers.Add(new TimerKey(delivery.Row.N, delivery.Row.Execution, -1), at, delivery.Row.Id, null);
        else
            Instances.Post(delivery);
    }

    /// <summary>Null: nothing to do now.</summary>
#pragma warning disable CA1031 // what cannot be read holds up its own instance, and nobody else
    private TurnItem? Load(LiveInstance instance, List<TaskMessage> mail)
    {
        try
        {
            return Read(instance, mail);
        }
        catch (Exception failure)
        {
            NotReadable(_log, failure.GetType().Name, instance.N);
            Instances.PutBack(instance, mail.Where(message => message.Event is not ExecutionStartedEvent));
            Rest(instance);
            return null;
        }
    }
#pragma warning restore CA1031

    private TurnItem? Read(LiveInstance instance, List<TaskMessage> mail)
    {
        // INVARIANT: a row that was overtaken cannot do harm: its turn's commit finds the history begun, or another generation.
        InstanceRow? fresh = mail.Count == 0 ? instance.Fresh : null;
        instance.Fresh = null;
        (InstanceRow Row, List<List<StoredEvent>> Turns)? found = fresh is null ? _store.Load(instance.N) : (fresh, []);
        if (found is not var (row, turns) || !row.IsLive)
        {
            Instances.Release(instance, finished: true);
            return null;
        }

        if (!row.HasBegun)
        {
            // Whoever ends it before its time need not wait for that.
            if (row.StartAt is { } at && at > _time.GetUtcNow().UtcTicks && !mail.Exists(message => message.Event is ExecutionTerminatedEvent))
            {
                Instances.PutBack(instance, mail);
                Instances.Park(instance);
                Timers.Add(new TimerKey(row.N, row.Execution, -1), at, row.Id, null);
                return null;
            }

            mail.Insert(0, new TaskMessage { Event = row.Start(), OrchestrationInstance = new() { InstanceId = row.Id, ExecutionId = row.Execution } });
        }

        var mine = mail.Where(message => !IsOfAnotherGeneration(message, row)).ToList();
        if (mine.Count == 0)
        {
            Instances.Release(instance, finished: false);
            return null;
        }

        var item = new TurnItem(instance, row, turns.Count)
        {
            InstanceId = row.Id,
            NewMessages = mine,
            OrchestrationRuntimeState = new OrchestrationRuntimeState([.. turns.SelectMany(turn => turn).Select(stored => stored.Read(row.Start))]),
            LockedUntilUtc = DateTime.MaxValue,
        };
        if (_options.CachedInstances > 0)
            item.Session = new Session(this);
        return item;
    }

    private static bool IsOfAnotherGeneration(TaskMessage message, InstanceRow row) =>
        message.OrchestrationInstance.ExecutionId is { Length: > 0 } execution && execution != row.Execution;

    // The dispatcher leaves the inputs of activities out of the history; a crash would lose them with the message that has them.
    private static List<StoredEvent> Events(OrchestrationRuntimeState state, IList<TaskMessage> activities)
    {
        var inputs = activities
            .Where(message => message.OrchestrationInstance.ExecutionId == state.OrchestrationInstance!.ExecutionId)
            .Select(message => message.Event).OfType<TaskScheduledEvent>().ToDictionary(one => one.EventId, one => one.Input);
        return
        [
            .. state.NewEvents.Select(happened => happened is TaskScheduledEvent { Input: null } && inputs.TryGetValue(happened.EventId, out string? input)
                ? StoredEvent.Of(happened) with { Data = input }
                : StoredEvent.Of(happened)),
        ];
    }

    private InstanceRow After(InstanceRow row, OrchestrationRuntimeState state, OrchestrationState summary)
    {
        string execution = state.OrchestrationInstance!.ExecutionId;
        bool anew = execution != row.Execution;
        return row with
        {
            Execution = execution,
            Generation = anew ? row.Generation + 1 : row.Generation,
            Input = anew ? state.Input : row.Input,
            Version = anew && !string.IsNullOrEmpty(state.Version) ? state.Version : row.Version,
            Status = summary.OrchestrationStatus == OrchestrationStatus.ContinuedAsNew ? OrchestrationStatus.Running : summary.OrchestrationStatus,
            Updated = _time.GetUtcNow().UtcTicks,
            Custom = summary.Status,
            Output = summary.Output,
            Failure = StoredJson.Write(StoredFailure.Of(summary.FailureDetails)),
        };
    }

    private void Schedule(InstanceRow row, IList<TaskMessage> activities, IList<TaskMessage> timers)
    {
        foreach (TaskMessage timer in timers)
        {
            if (timer.Event is TimerFiredEvent fired && timer.OrchestrationInstance.ExecutionId == row.Execution)
                AddTimer(row.N, row.Id, row.Execution, fired, fired.FireAt.Ticks);
        }

        foreach (TaskMessage activity in activities)
            AddActivity(row.N, activity);
    }

    private void AddTimer(long n, string id, string execution, TimerFiredEvent fired, long at) => Timers.Add(
        new TimerKey(n, execution, fired.TimerId), at, id, new TaskMessage { Event = fired, OrchestrationInstance = new() { InstanceId = id, ExecutionId = execution } });

    private void Failed(TurnItem item, string failure)
    {
        item.Failed = true;
        TurnNotCommitted(_log, failure, item.Instance.N);
    }

    // One pause at a time, each longer than the one before: neither a full disk nor what can never succeed keeps everybody busy.
    private void Rest(LiveInstance instance)
    {
        lock (_gate)
        {
            int failures = _failing.TryGetValue(instance.N, out var before) ? before.Failures + 1 : 1;
            before.Pause?.Dispose();
            Instances.Rest(instance);
            if (_closed)
                return;
            TimeSpan pause = TimeSpan.FromTicks(Math.Min(_options.CommitRetryDelay.Ticks << Math.Min(failures - 1, 16), LongestPause.Ticks));
            _failing[instance.N] = (failures, _time.CreateTimer(_ => Instances.EndRest(instance), null, pause, Timeout.InfiniteTimeSpan));
            // Counted once the pause has begun: a clock moved before that would move past it unseen.
            Interlocked.Increment(ref _failedTurns);
        }
    }

    private void Recovered(long n)
    {
        lock (_gate)
        {
            if (_failing.Count > 0 && _failing.Remove(n, out var failing))
                failing.Pause?.Dispose();
        }
    }

    [LoggerMessage(7001, LogLevel.Error, "a turn could not be committed ({Failure}); instance row {Instance} is tried again")]
    private static partial void TurnNotCommitted(ILogger logger, string failure, long instance);

    [LoggerMessage(7002, LogLevel.Error, "instance row {Instance} cannot be read ({Failure}) and waits until it can")]
    private static partial void NotReadable(ILogger logger, string failure, long instance);

    private sealed class Session(OrchestrationService service) : IOrchestrationSession
    {
        public async Task<IList<TaskMessage>?> FetchNewOrchestrationMessagesAsync(TaskOrchestrationWorkItem workItem)
        {
            var item = (TurnItem)workItem;
            while (true)
            {
                IList<TaskMessage>? mail = await service.Instances.WaitAsync(item.Instance).ConfigureAwait(false);
                if (mail is List<TaskMessage> messages && messages.RemoveAll(message => IsOfAnotherGeneration(message, item.Row)) > 0 && messages.Count == 0)
                    continue;
                return mail;
            }
        }

        public Task EndSessionAsync() => Task.CompletedTask;
    }
}
