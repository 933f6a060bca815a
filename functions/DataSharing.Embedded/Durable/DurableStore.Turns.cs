using DataSharing.Embedded.Sqlite;
using Microsoft.DurableTask.Client;

namespace DataSharing.Embedded.Durable;

/// <summary>How a turn left the instance.</summary>
internal enum TurnEnd
{
    Waiting,
    ContinuedAsNew,
    Completed,
    Failed,
    Terminated,
}

/// <summary>All that one turn changes; written as one unit.</summary>
internal sealed record TurnWrite
{
    public required InstanceRow Row { get; init; }

    /// <summary>The turn's number and content; null: nothing reached the orchestrator (suspended, resumed).</summary>
    public HistoryTurn? Turn { get; init; }

    public int TurnNumber { get; init; }

    public required OrchestrationRuntimeStatus Status { get; init; }

    public TurnEnd End { get; init; }

    public required long At { get; init; }

    public string? Custom { get; init; }

    public string? Output { get; init; }

    public Failure? Failure { get; init; }

    /// <summary>Inbox rows that are dealt with.</summary>
    public required IReadOnlyList<long> Consumed { get; init; }

    /// <summary>Continued as new: the next generation's input, and the events that it takes over.</summary>
    public string? NewInput { get; init; }

    public IReadOnlyList<Message> Carried { get; init; } = [];

    /// <summary>Terminated: the instances it called too.</summary>
    public bool Recursive { get; init; }

    public bool Finished => End is TurnEnd.Completed or TurnEnd.Failed or TurnEnd.Terminated;
}

internal sealed partial class DurableStore
{
    /// <summary>Writes a turn; the answer is what other instances must be told after the commit.</summary>
    // CRASH: before the commit the turn has not happened, its messages are in the inbox or come again by re-running
    // the activity; after it the start of the engine finds open activities and timers in the history.
    public Task<List<Delivery>> CommitAsync(TurnWrite turn) => database.WriteAsync(session => Commit(session, turn));

    private List<Delivery> Commit(SqliteSession session, TurnWrite turn)
    {
        var deliveries = new List<Delivery>();
        long n = turn.Row.N;
        foreach (long seq in turn.Consumed)
            session.Execute("DELETE FROM durable_inbox WHERE seq=$1", seq);
        if (turn.End == TurnEnd.ContinuedAsNew)
            StartNextGeneration(session, turn);
        else
            Advance(session, turn);
        foreach (Step step in turn.Turn?.Steps ?? [])
        {
            if (step.Kind == StepKind.SubOrchestration)
                deliveries.Add(StartChild(session, turn, step));
            else if (step.Kind == StepKind.SendEvent
                && Send(session, step.Target!, new Message(MessageKind.EventRaised, Name: step.Name, Data: step.Data)) is { } sent)
                deliveries.Add(sent);
        }

        if (turn.Finished)
            Finish(session, turn, deliveries);
        return deliveries;
    }

    private static void Advance(SqliteSession session, TurnWrite turn)
    {
        if (turn.Turn is not null)
        {
            session.Execute(
                "INSERT INTO durable_history(n,turn,body) VALUES($1,$2,$3)",
                turn.Row.N,
                (long)turn.TurnNumber,
                HistoryJson.Write(turn.Turn));
        }

        if (turn.Finished)
        {
            session.Execute(
                "UPDATE durable_instances SET status=$2, updated=$3, custom=$4, output=$5, failure=$6 WHERE n=$1",
                turn.Row.N,
                (long)turn.Status,
                turn.At,
                turn.Custom,
                turn.Output,
                HistoryJson.Write(turn.Failure));
            return;
        }

        session.Execute(
            "UPDATE durable_instances SET status=$2, updated=$3, custom=$4 WHERE n=$1",
            turn.Row.N,
            (long)turn.Status,
            turn.At,
            turn.Custom);
    }

    private static void StartNextGeneration(SqliteSession session, TurnWrite turn)
    {
        session.Execute("DELETE FROM durable_history WHERE n=$1", turn.Row.N);
        session.Execute(
            "UPDATE durable_instances SET status=$2, updated=$3, custom=$4, generation=$5, input=$6 WHERE n=$1",
            turn.Row.N,
            (long)turn.Status,
            turn.At,
            turn.Custom,
            turn.Row.Generation + 1,
            turn.NewInput);
        // Under their old numbers, so that they stay ahead of the events that came after them.
        foreach (Message message in turn.Carried)
        {
            session.Execute(
                "INSERT OR REPLACE INTO durable_inbox(seq,n,body) VALUES($1,$2,$3)",
                message.Seq,
                turn.Row.N,
                HistoryJson.Write(message));
        }
    }

    private Delivery StartChild(SqliteSession session, TurnWrite turn, Step step)
    {
        var child = new NewInstance(
            step.Target!,
            step.Name!,
            step.Data,
            Parent: turn.Row.N,
            ParentGeneration: turn.Row.Generation,
            ParentStep: step.Id);
        if (Insert(session, child, IsLiveStatus) is { } n)
            return new(n, Message.Wake);
        var refused = Failure.Of($"an instance with the id '{step.Target}' is already running");
        return Put(
            session,
            turn.Row.N,
            new Message(MessageKind.TaskFailed, step.Id, Failure: refused, Generation: turn.Row.Generation));
    }

    private static void Finish(SqliteSession session, TurnWrite turn, List<Delivery> deliveries)
    {
        long n = turn.Row.N;
        session.Execute("DELETE FROM durable_inbox WHERE n=$1", n);
        if (turn.End == TurnEnd.Terminated && turn.Recursive)
        {
            var children = session.Query(
                $"SELECT n FROM durable_instances WHERE parent=$1 AND {Live}", row => row.GetInt64(0), n);
            foreach (long child in children)
                deliveries.Add(Put(session, child, new Message(MessageKind.Terminate, Recursive: true)));
        }

        var parents = session.Query(
            $"""
             SELECT p.n, c.parent_generation, c.parent_step FROM durable_instances c
             JOIN durable_instances p ON p.n=c.parent WHERE c.n=$1 AND p.{Live}
             """,
            row => (N: row.GetInt64(0), Generation: row.GetInt64(1), Step: (int)row.GetInt64(2)),
            n);
        foreach (var parent in parents)
        {
            var result = turn.End == TurnEnd.Completed
                ? new Message(MessageKind.TaskCompleted, parent.Step, Data: turn.Output, Generation: parent.Generation)
                : new Message(
                    MessageKind.TaskFailed,
                    parent.Step,
                    Failure: turn.Failure ?? Failure.Of($"the instance '{turn.Row.Id}' was terminated"),
                    Generation: parent.Generation);
            deliveries.Add(Put(session, parent.N, result));
        }
    }

    private static bool IsLiveStatus(OrchestrationRuntimeStatus status) => status
        is OrchestrationRuntimeStatus.Running
        or OrchestrationRuntimeStatus.Pending
        or OrchestrationRuntimeStatus.Suspended;
}
