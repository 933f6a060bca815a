using DurableTask.Core;
using DurableTask.Core.Exceptions;
using DurableTask.Core.History;

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

internal sealed partial class OrchestrationService
{
    public async Task<TaskOrchestrationWorkItem> LockNextTaskOrchestrationWorkItemAsync(
        TimeSpan receiveTimeout, CancellationToken cancellationToken)
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
                Body = StoredJson.Write(Events(newOrchestrationRuntimeState, outboundMessages)),
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
            Recovered(instance.N);
            Instances.Release(instance, finished: true);
            return null;
        }

        if (!row.HasBegun)
        {
            // Whoever ends it before its time need not wait for that.
            if (StartsLater(row) && !mail.Exists(message => message.Event is ExecutionTerminatedEvent))
            {
                Instances.PutBack(instance, mail);
                Instances.Park(instance);
                // INVARIANT: after it was parked, or a wake that came in between would be lost.
                AwaitStart(row);
                return null;
            }

            mail.Insert(
                0,
                new TaskMessage
                {
                    Event = row.Start(),
                    OrchestrationInstance = new() { InstanceId = row.Id, ExecutionId = row.Execution },
                });
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
            OrchestrationRuntimeState = new OrchestrationRuntimeState([.. turns.SelectMany(turn =>
                turn).Select(stored => stored.Read(row.Start))]),
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
            .. state.NewEvents.Select(
                happened => happened is TaskScheduledEvent { Input: null } && inputs.TryGetValue(happened.EventId, out string? input)
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
            Status = summary.OrchestrationStatus == OrchestrationStatus.ContinuedAsNew
                ? OrchestrationStatus.Running
                : summary.OrchestrationStatus,
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
                AddTimer(row.N, row.Id, row.Execution, fired);
        }

        foreach (TaskMessage activity in activities)
            AddActivity(row.N, activity);
    }

    private void Failed(TurnItem item, string failure)
    {
        item.Failed = true;
        TurnNotCommitted(_log, failure, item.Instance.N);
    }

    private sealed class Session(OrchestrationService service) : IOrchestrationSession
    {
        public async Task<IList<TaskMessage>?> FetchNewOrchestrationMessagesAsync(TaskOrchestrationWorkItem workItem)
        {
            var item = (TurnItem)workItem;
            while (true)
            {
                IList<TaskMessage>? mail = await service.Instances.WaitAsync(item.Instance).ConfigureAwait(false);
                if (mail is List<TaskMessage> messages && messages.RemoveAll(message => IsOfAnotherGeneration(message, item.Row)) > 0
                    && messages.Count == 0)
                    continue;
                return mail;
            }
        }

        public Task EndSessionAsync() => Task.CompletedTask;
    }
}
