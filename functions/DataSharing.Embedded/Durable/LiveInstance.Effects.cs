namespace DataSharing.Embedded.Durable;

internal sealed partial class LiveInstance
{
    /// <summary>Makes the turn take effect: it is durable now.</summary>
    private void AfterCommit(TurnWrite write, List<Delivery> deliveries)
    {
        InstanceRow row = write.Row;
        _lastAt = write.At;
        if (write.Turn is not null)
            _turns++;
        foreach (Step step in write.Turn?.Steps ?? [])
            Dispatch(row, step, write.Finished);
        foreach (Delivery delivery in deliveries)
            engine.Post(delivery.Instance, delivery.Message);
        if (write.Finished || write.End == TurnEnd.ContinuedAsNew)
            CancelTimers(row);
        if (write.Finished)
            Forget();
        else if (write.End == TurnEnd.ContinuedAsNew)
            BeginNextGeneration(row, write);
        else
            Remember(row with { Status = write.Status, Custom = write.Custom });
        if (write.Finished || write.Status != row.Status)
            engine.Waiters.Notify(row.Id);
    }

    private void Dispatch(InstanceRow row, Step step, bool finished)
    {
        var key = new TimerKey(N, row.Generation, step.Id);
        if (step.Kind == StepKind.Activity)
            engine.Activities.Add(new ActivityWork(N, row.Generation, step.Id, new(row.Id, step.Name!, step.Data)));
        else if (step.Kind == StepKind.CancelTimer)
            engine.Timers.Cancel(key);
        else if (step.Kind == StepKind.Timer && !finished)
            engine.Timers.Add(key, step.FireAt, new Message(MessageKind.TimerFired, step.Id, Generation: row.Generation));
    }

    private void CancelTimers(InstanceRow row)
    {
        foreach (int timer in _execution?.Context.OpenTimers ?? [])
            engine.Timers.Cancel(new TimerKey(N, row.Generation, timer));
        engine.Timers.Cancel(new TimerKey(N, row.Generation, -1));
    }

    private void BeginNextGeneration(InstanceRow row, TurnWrite write)
    {
        _execution = null;
        _turns = 0;
        _loaded = _loaded! with
        {
            Row = row with
            {
                Generation = row.Generation + 1,
                Input = write.NewInput,
                Custom = write.Custom,
                Status = write.Status,
                StartAt = null,
            },
            History = [],
        };
        _held.AddRange(write.Carried);
        engine.Post(N, Message.Wake);
    }

    // The history is needed once, for the replay that makes the execution.
    private void Remember(InstanceRow row) =>
        _loaded = _loaded! with { Row = row, History = _execution is null ? _loaded.History : [] };

    private void Forget()
    {
        _loaded = null;
        _execution = null;
        _held.Clear();
    }

    /// <summary>Throws the orchestrator's memory away, keeps the messages, and tries again a little later.</summary>
    private void PutBack(List<Message> taken, Exception failure)
    {
        // In-memory messages of this turn and those held before are nowhere else; inbox rows come with the reload.
        var keep = _held.Concat(taken).Where(message => message.Seq == 0).Distinct().ToList();
        Forget();
        engine.Instances.PutBack(this, keep);
        engine.RetryLater(this, failure);
    }
}
