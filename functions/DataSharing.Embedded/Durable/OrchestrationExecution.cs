using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;

namespace DataSharing.Embedded.Durable;

/// <summary>What a turn came to.</summary>
internal sealed record TurnResult(
    TurnEnd End,
    IReadOnlyList<Message> Accepted,
    IReadOnlyList<Step> Steps,
    string? Output = null,
    Failure? Failure = null);

/// <summary>
/// A running orchestrator in memory: begun, fed with messages turn by turn, on whatever thread, one at a time. A
/// replay is the same with the turns of the history, whose steps it must repeat.
/// </summary>
internal sealed class OrchestrationExecution
{
    public const string ForeignAwaitMessage =
        "the orchestrator awaited something that is not a durable task; it may only await what its context returns";

    private readonly Func<TaskOrchestrationContext, Task<object?>> _code;
    private readonly Func<Exception, string> _failureMessage;
    private readonly TurnPump _pump;
    private Task<object?>? _main;
    private Exception? _fault;
    private int _turns;

    public OrchestrationExecution(
        LoadedInstance instance,
        Func<TaskOrchestrationContext, Task<object?>> code,
        DurableEngineOptions options,
        ILoggerFactory loggers,
        Action reportForeign)
    {
        _code = code;
        _failureMessage = options.FailureMessage;
        _pump = new TurnPump(reportForeign);
        Context = new EmbeddedOrchestrationContext(instance, _pump, loggers);
    }

    public EmbeddedOrchestrationContext Context { get; }

    /// <summary>Repeats the turns of the history.</summary>
    /// <returns>What the code did otherwise than the history has it; null: nothing.</returns>
    public Failure? Replay(IReadOnlyList<HistoryTurn> history)
    {
        foreach (HistoryTurn turn in history)
        {
            TurnResult result = RunTurn(turn.At, turn.Messages, replaying: true);
            if (Difference(turn.Steps, result.Steps) is { } difference)
                return Failure.Of("the orchestrator is not deterministic: " + difference);
            if (result.End == TurnEnd.Failed && (_main is null || !_main.IsCompleted))
                return result.Failure;
            if (result.End != TurnEnd.Waiting || result.Accepted.Count != turn.Messages.Count)
                return Failure.Of($"the orchestrator is not deterministic: turn {_turns - 1} ended differently in replay");
        }

        return null;
    }

    /// <summary>Runs the next turn.</summary>
    public TurnResult RunTurn(long at, IReadOnlyList<Message> messages, bool replaying = false)
    {
        Context.BeginTurn(at, replaying);
        var accepted = new List<Message>(messages.Count);
        _pump.Enter();
        try
        {
            if (_turns++ == 0)
                Advance(Begin);
            foreach (Message message in messages)
            {
                if (_main!.IsCompleted)
                    KeepEvent(message, accepted);
                else if (Deliver(message))
                    accepted.Add(message);
            }
        }
        finally
        {
            _pump.Leave();
        }

        return Conclude(accepted);
    }

    private void Begin()
    {
        _main = _code(Context);
        // Only orchestrators that left the turn's thread end on another one.
        _main.ContinueWith(
            (_, pump) =>
            {
                if (!((TurnPump)pump!).OwnsThread)
                    ((TurnPump)pump).ReportForeignWork();
            },
            _pump,
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }

    private void KeepEvent(Message message, List<Message> accepted)
    {
        if (message.Kind != MessageKind.EventRaised)
            return;
        Context.Keep(message);
        accepted.Add(message);
    }

    private bool Deliver(Message message)
    {
        bool accepted = true;
        Advance(() =>
        {
            if (message.Kind == MessageKind.EventRaised)
                Context.Raise(message);
            else
                accepted = Context.Settle(message);
        });
        return accepted;
    }

#pragma warning disable CA1031 // whatever orchestrator code throws fails the instance, never the engine
    private void Advance(Action code)
    {
        try
        {
            _pump.Run(code);
        }
        catch (Exception fault)
        {
            _fault ??= fault;
            _main ??= Task.FromException<object?>(fault);
        }
    }
#pragma warning restore CA1031

    private TurnResult Conclude(List<Message> accepted)
    {
        TurnResult Failed(Failure failure) => new(TurnEnd.Failed, accepted, Context.Steps, Failure: failure);
        if (_pump.SawForeignWork)
            return Failed(Failure.Of(ForeignAwaitMessage));
        if (_fault is not null)
            return Failed(Failure.Of(_fault, _failureMessage));
        if (!_main!.IsCompleted)
        {
            return Context.WaitsForSomething
                ? new(TurnEnd.Waiting, accepted, Context.Steps)
                : Failed(Failure.Of(ForeignAwaitMessage));
        }

        if (_main.IsFaulted)
            return Failed(Failure.Of(_main.Exception!.InnerException!, _failureMessage));
        if (_main.IsCanceled)
            return Failed(new Failure(typeof(TaskCanceledException).FullName!, "a task was cancelled"));
        if (Context.ContinuesAsNew)
            return new(TurnEnd.ContinuedAsNew, accepted, Context.Steps);
        return Serialize(_main.Result, accepted);
    }

#pragma warning disable CA1031 // a result that cannot be written is the orchestrator's fault too
    private TurnResult Serialize(object? output, List<Message> accepted)
    {
        try
        {
            string? data = DurableEngineOptions.Converter.Serialize(output);
            return new(TurnEnd.Completed, accepted, Context.Steps, Output: data);
        }
        catch (Exception fault)
        {
            return new(TurnEnd.Failed, accepted, Context.Steps, Failure: Failure.Of(fault, _failureMessage));
        }
    }
#pragma warning restore CA1031

    private static string? Difference(IReadOnlyList<Step> recorded, IReadOnlyList<Step> repeated)
    {
        for (int i = 0; i < Math.Max(recorded.Count, repeated.Count); i++)
        {
            if (i >= repeated.Count)
                return $"the {recorded[i].Describe()} of its history was not asked for in replay";
            if (i >= recorded.Count)
                return $"the {repeated[i].Describe()} asked for in replay is not in its history";
            if (!recorded[i].Repeats(repeated[i]))
                return $"where its history has the {recorded[i].Describe()}, replay asked for the {repeated[i].Describe()}";
        }

        return null;
    }
}
