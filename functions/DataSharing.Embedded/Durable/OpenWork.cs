using DurableTask.Core;
using DurableTask.Core.History;

namespace DataSharing.Embedded.Durable;

/// <summary>What was open when the engine ended, read off the tables without running any orchestrator.</summary>
internal sealed class OpenWork
{
    private readonly Dictionary<long, InstanceRow> _rows = [];
    private readonly Dictionary<(long N, int Step), (StoredEvent Happened, long Turn)> _steps = [];
    private readonly HashSet<long> _unreadable = [];

    public List<(long N, TaskMessage Message)> Messages { get; } = [];

    public IEnumerable<InstanceRow> NotBegun => _rows.Values.Where(row => !row.HasBegun);

    public IEnumerable<(InstanceRow Row, TaskScheduledEvent Scheduled)> Activities => _steps
        .Where(step => step.Value.Happened.Kind == EventType.TaskScheduled)
        .Select(step => (_rows[step.Key.N], (TaskScheduledEvent)step.Value.Happened.Read(_rows[step.Key.N].Start)));

    /// <summary>Timers, with the time at which the orchestrator asked for them.</summary>
    public IEnumerable<(InstanceRow Row, TimerFiredEvent Fired, long Asked)> Timers => _steps
        .Where(step => step.Value.Happened.Kind == EventType.TimerCreated)
        .Select(
            step => (_rows[step.Key.N], new TimerFiredEvent(
                -1, StoredEvent.Utc(step.Value.Happened.FireAt))
            { TimerId = step.Key.Step }, step.Value.Turn));

    /// <summary>An instance whose history, or part of it, cannot be read: what is open in it is not known.</summary>
    public void AddUnreadable(long n)
    {
        foreach ((long, int Step) step in _steps.Keys.Where(step => step.N == n).ToList())
            _steps.Remove(step);
        _unreadable.Add(n);
    }

    public void AddInstance(InstanceRow row) => _rows.Add(row.N, row);

    public void AddTurn(long n, List<StoredEvent> turn)
    {
        if (_unreadable.Contains(n))
            return;
        long began = 0;
        foreach (StoredEvent happened in turn)
        {
            if (happened.Kind == EventType.OrchestratorStarted)
                began = happened.At;
            else if (happened.Kind is EventType.TaskScheduled or EventType.TimerCreated)
                _steps[(n, happened.Number - 1)] = (happened, began);
            else if (happened.Kind is EventType.TaskCompleted or EventType.TaskFailed or EventType.TimerFired)
                _steps.Remove((n, happened.Step));
        }
    }

    public void AddMessage(long n, TaskMessage message) => Messages.Add((n, message));
}
