namespace DataSharing.Embedded.Durable;

/// <summary>What was open when the engine ended, read off the history without running any orchestrator.</summary>
internal sealed class Recovery
{
    private readonly List<InstanceRow> _rows = [];
    private readonly Dictionary<long, Dictionary<int, Step>> _open = [];

    public void AddInstance(InstanceRow row) => _rows.Add(row);

    public void AddTurn(long n, HistoryTurn turn)
    {
        if (!_open.TryGetValue(n, out var open))
            _open.Add(n, open = []);
        foreach (Message message in turn.Messages)
        {
            if (message.Kind <= MessageKind.TimerFired)
                open.Remove(message.Id);
        }

        foreach (Step step in turn.Steps)
        {
            if (step.Kind is StepKind.Activity or StepKind.Timer)
                open.Add(step.Id, step);
            else if (step.Kind == StepKind.CancelTimer)
                open.Remove(step.Id);
        }
    }

    /// <summary>Runs the open activities again, arms the timers, and wakes every instance that has messages or has not begun.</summary>
    public void Apply(DurableEngine engine)
    {
        foreach (InstanceRow row in _rows)
        {
            bool begun = _open.TryGetValue(row.N, out var open);
            if (!begun && row.StartAt is { } start && start > engine.Time.GetUtcNow().UtcTicks)
                engine.Timers.Add(new TimerKey(row.N, row.Generation, -1), start, Message.Wake);
            else if (!begun)
                engine.Post(row.N, Message.Wake);
            foreach (Step step in open?.Values.AsEnumerable() ?? [])
                Reopen(engine, row, step);
        }

        foreach (long n in engine.Store.WithMessages())
            engine.Post(n, Message.Wake);
    }

    private static void Reopen(DurableEngine engine, InstanceRow row, Step step)
    {
        if (step.Kind == StepKind.Activity)
        {
            engine.Activities.Add(new ActivityWork(row.N, row.Generation, step.Id, new(row.Id, step.Name!, step.Data)));
            return;
        }

        engine.Timers.Add(
            new TimerKey(row.N, row.Generation, step.Id),
            step.FireAt,
            new Message(MessageKind.TimerFired, step.Id, Generation: row.Generation));
    }
}
