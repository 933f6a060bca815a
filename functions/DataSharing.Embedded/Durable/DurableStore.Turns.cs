using DataSharing.Embedded.Sqlite;
using DurableTask.Core;
using DurableTask.Core.History;

namespace DataSharing.Embedded.Durable;

/// <summary>All that one turn changes; written as one unit.</summary>
internal sealed record TurnWrite
{
    public required InstanceRow Row { get; init; }

    /// <summary>The row as the turn leaves it.</summary>
    public required InstanceRow After { get; init; }

    /// <summary>Its number among the turns of this generation.</summary>
    public required int Turn { get; init; }

    /// <summary>Its events as JSON, written before it is queued: the one thread that writes has enough to do.</summary>
    public required string Body { get; init; }

    /// <summary>Inbox rows that are dealt with.</summary>
    public required IReadOnlyList<long> Consumed { get; init; }

    /// <summary>Starts of children, their results to parents, events to other instances.</summary>
    public required IList<TaskMessage> Messages { get; init; }
}

internal sealed partial class DurableStore
{
    /// <summary>Writes a turn; the answer is what other instances must be told after the commit.</summary>
    // CRASH: before the commit the turn has not happened, its messages are in the inbox or come again by re-running
    // the activity; after it the start of the engine finds open activities and timers in the history.
    public Task<List<Delivery>> CommitAsync(TurnWrite turn) => database.WriteAsync(session => Commit(session, turn));

    /// <summary>Forgets messages that no turn can use.</summary>
    public Task DropAsync(IReadOnlyList<long> messages) => database.WriteAsync(session =>
    {
        foreach (long seq in messages)
            session.Execute("DELETE FROM orchestration_inbox WHERE seq=$1", seq);
    });

    private List<Delivery> Commit(SqliteSession session, TurnWrite turn)
    {
        var deliveries = new List<Delivery>();
        (InstanceRow row, InstanceRow after) = (turn.Row, turn.After);
        foreach (long seq in turn.Consumed)
            session.Execute("DELETE FROM orchestration_inbox WHERE seq=$1", seq);
        if (after.Generation != row.Generation)
        {
            session.Execute("DELETE FROM orchestration_history WHERE n=$1", row.N);
            session.Execute(
                "UPDATE orchestration_instances SET execution=$3, generation=$4, input=$5, version=$6 WHERE n=$1 AND execution=$2",
                row.N, row.Execution, after.Execution, after.Generation, after.Input, after.Version);
            // What was meant for the generation that is over is for nobody now.
            session.Execute(
                "DELETE FROM orchestration_inbox WHERE n=$1 AND CASE WHEN json_valid(body) THEN json_extract(body,'$.e') END=$2", row.N,
                row.Execution);
        }

        // A second turn of this number, or one of a generation that is over, changes nothing.
        int changed = session.Execute(
            $"""
            INSERT INTO orchestration_history(n,turn,body)
            SELECT $1, $2, $3 WHERE EXISTS (SELECT 1 FROM orchestration_instances WHERE n=$1 AND execution=$4 AND {Live})
            """,
            row.N, (long)turn.Turn, turn.Body, after.Execution);
        if (changed == 0)
            throw new InvalidOperationException("the instance has gone on without this turn");
        if (!after.IsLive)
        {
            session.Execute(
                "UPDATE orchestration_instances SET status=$2, updated=$3, custom=$4, output=$5, failure=$6 WHERE n=$1",
                row.N, (long)after.Status, after.Updated, after.Custom, after.Output, after.Failure);
            session.Execute("DELETE FROM orchestration_inbox WHERE n=$1", row.N);
        }
        else if (after.Status != row.Status || after.Custom != row.Custom || after.Generation != row.Generation)
        {
            // Most turns change nothing that is asked for, and a row that is not written need not go to the disk.
            session.Execute(
                "UPDATE orchestration_instances SET status=$2, updated=$3, custom=$4 WHERE n=$1", row.N, (long)after.Status, after.Updated,
                after.Custom);
        }

        foreach (TaskMessage message in turn.Messages)
        {
            Delivery? delivery = message.Event is ExecutionStartedEvent start
                ? StartChild(session, after, start)
                : Send(
                    session, message.OrchestrationInstance.InstanceId, message.OrchestrationInstance.ExecutionId,
                    Complete(message.Event, row));
            if (delivery is { } made)
                deliveries.Add(made);
        }

        return deliveries;
    }

    private Delivery? StartChild(SqliteSession session, InstanceRow parent, ExecutionStartedEvent start)
    {
        if (Insert(session, start, parent.N, InstanceRow.IsLiveStatus) is { } child)
            return new(child, null);
        if (start.ParentInstance is not { OrchestrationInstance.ExecutionId: { } asking } || asking != parent.Execution || !parent.IsLive)
            return null;
        string taken = $"an instance with the id '{start.OrchestrationInstance.InstanceId}' is already running";
        return Put(session, parent, asking, new SubOrchestrationInstanceFailedEvent(
            -1, start.ParentInstance.TaskScheduleId, taken, null,
            new FailureDetails(typeof(InvalidOperationException).FullName!, taken, null, null, false)));
    }

    // DurableTask tells a parent nothing about why a child was terminated, and the parent could not say what failed.
    private static HistoryEvent Complete(HistoryEvent message, InstanceRow child) =>
        message is SubOrchestrationInstanceFailedEvent { FailureDetails: null } failed
            ? new SubOrchestrationInstanceFailedEvent(-1, failed.TaskScheduledId, failed.Reason, null, new FailureDetails(
                typeof(OperationCanceledException).FullName!, $"the instance '{child.Id}' was terminated", null, null, false))
            : message;
}
