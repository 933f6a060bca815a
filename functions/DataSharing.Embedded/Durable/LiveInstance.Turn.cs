using Microsoft.DurableTask.Client;

namespace DataSharing.Embedded.Durable;

internal sealed partial class LiveInstance
{
    // What came but could not be used yet: suspended, or not due to start.
    private readonly List<Message> _held = [];
    private LoadedInstance? _loaded;
    private OrchestrationExecution? _execution;
    private long _seqSeen;
    private int _turns;
    private long _lastAt;

    private async Task RunAsync()
    {
        bool finished = false;
        while (engine.Instances.Take(this, finished) is { } taken)
        {
#pragma warning disable CA1031 // a turn that cannot be committed or loaded is tried again, whatever the reason
            try
            {
                finished = await TurnAsync(taken).ConfigureAwait(false);
            }
            catch (Exception failure)
            {
                PutBack(taken, failure);
                return;
            }
#pragma warning restore CA1031
        }
    }

    /// <summary>Runs and commits one turn; true: nothing of the instance needs to stay in memory.</summary>
    private async Task<bool> TurnAsync(List<Message> taken)
    {
        if (!Merge(taken))
            return true;
        TurnWrite? write = Prepare(_loaded!);
        if (write is null)
            return false;
        // The orchestrator has moved on in memory; if the commit fails it is thrown away and replayed (PutBack).
        List<Delivery> deliveries = await engine.Store.CommitAsync(write).ConfigureAwait(false);
        AfterCommit(write, deliveries);
        return write.Finished;
    }

    /// <summary>Loads the instance if needed and puts the messages in order; false: there is no live instance.</summary>
    private bool Merge(List<Message> taken)
    {
        if (_loaded is null)
        {
            LoadedInstance? loaded = engine.Store.Load(N);
            if (loaded is null || !loaded.Row.IsLive)
                return false;
            _loaded = loaded;
            _seqSeen = loaded.SeqSeen;
            _turns = loaded.History.Count;
            _lastAt = _turns == 0 ? 0 : loaded.History[^1].At;
            _held.AddRange(loaded.Inbox);
            _held.AddRange(taken.Where(message => message.Seq == 0));
            return true;
        }

        // INVARIANT: the mark of the load stays as it is. Each later inbox row is posted exactly once, but two rows of
        // concurrent callers may be posted in either order, so a higher number seen says nothing about a lower one.
        _held.AddRange(taken.Where(message => message.Seq == 0 || message.Seq > _seqSeen));
        return true;
    }

    /// <summary>Lets the orchestrator take its turn; null: nothing happened that must be written.</summary>
    private TurnWrite? Prepare(LoadedInstance loaded)
    {
        InstanceRow row = loaded.Row;
        long at = Math.Max(engine.Time.GetUtcNow().UtcTicks, _lastAt);
        // Answers to an earlier generation: nobody waits for them any more.
        var consumed = _held.FindAll(message => message.BelongsToGeneration && message.Generation != row.Generation);
        _held.RemoveAll(message => message.Kind == MessageKind.Wake || consumed.Contains(message));
        // The inbox first: what was raised before a timer fired wins over it, however late both are looked at.
        var ordered = _held.OrderBy(message => message.Seq == 0 ? long.MaxValue : message.Seq).ToList();
        var status = row.Status;
        foreach (Message message in ordered)
        {
            if (message.Kind == MessageKind.Terminate)
                return Terminate(row, message, at);
            if (message.Kind == MessageKind.Suspend)
                status = OrchestrationRuntimeStatus.Suspended;
            else if (message.Kind == MessageKind.Resume && status == OrchestrationRuntimeStatus.Suspended)
                status = _turns == 0 ? OrchestrationRuntimeStatus.Pending : OrchestrationRuntimeStatus.Running;
            if (message.Kind is MessageKind.Suspend or MessageKind.Resume)
                consumed.Add(message);
        }

        var write = new TurnWrite { Row = row, Status = status, At = at, Custom = row.Custom, Consumed = [] };
        bool due = status != OrchestrationRuntimeStatus.Suspended && (_turns > 0 || row.StartAt is not { } start || start <= at);
        if (due)
        {
            var messages = ordered.Except(consumed).ToList();
            TurnResult? result = RunOrchestrator(loaded, at, messages);
            if (result is not null)
            {
                consumed.AddRange(messages);
                write = Conclude(write, result);
            }
        }

        _held.RemoveAll(consumed.Contains);
        var rows = consumed.Where(message => message.Seq != 0).Select(message => message.Seq).ToList();
        if (rows.Count == 0 && write.Turn is null && write.End == TurnEnd.Waiting && status == row.Status)
            return null;
        return write with { Consumed = rows };
    }

    /// <summary>Null: nothing new reached the orchestrator.</summary>
    private TurnResult? RunOrchestrator(LoadedInstance loaded, long at, List<Message> messages)
    {
        if (messages.Exists(message => message.Kind == MessageKind.ForeignAwait))
            return Fail(Failure.Of(OrchestrationExecution.ForeignAwaitMessage));
        if (_execution is null)
        {
            if (engine.FindOrchestrator(loaded.Row.Name) is not { } code)
                return Fail(Failure.Of($"no orchestrator named '{loaded.Row.Name}' is registered"));
            var foreign = new Message(MessageKind.ForeignAwait, Generation: loaded.Row.Generation);
            _execution = new OrchestrationExecution(
                loaded, code, engine.Options, engine.Loggers, () => engine.Post(N, foreign));
            if (_execution.Replay(loaded.History) is { } difference)
                return Fail(difference);
        }

        if (_turns > 0 && messages.Count == 0)
            return null;
        return _execution.RunTurn(at, messages);

        static TurnResult Fail(Failure failure) => new(TurnEnd.Failed, [], [], Failure: failure);
    }

    private TurnWrite Conclude(TurnWrite write, TurnResult result)
    {
        EmbeddedOrchestrationContext? context = _execution?.Context;
        bool silent = _turns > 0 && result.Accepted.Count == 0 && result.Steps.Count == 0 && result.End == TurnEnd.Waiting;
        return write with
        {
            Turn = silent ? null : new HistoryTurn(write.At, result.Accepted, result.Steps),
            TurnNumber = _turns,
            End = result.End,
            Status = result.End switch
            {
                TurnEnd.Completed => OrchestrationRuntimeStatus.Completed,
                TurnEnd.Failed => OrchestrationRuntimeStatus.Failed,
                _ => OrchestrationRuntimeStatus.Running,
            },
            Custom = context is null ? write.Custom : context.CustomStatus,
            Output = result.Output,
            Failure = result.Failure,
            NewInput = context?.NextInput,
            Carried = result.End == TurnEnd.ContinuedAsNew && context!.KeepsEvents ? context.UnprocessedEvents : [],
        };
    }

    private static TurnWrite Terminate(InstanceRow row, Message message, long at) => new()
    {
        Row = row,
        Status = OrchestrationRuntimeStatus.Terminated,
        End = TurnEnd.Terminated,
        At = at,
        Custom = row.Custom,
        Output = message.Data,
        Recursive = message.Recursive,
        Consumed = [],
    };
}
