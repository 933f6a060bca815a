using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace DataSharing.Embedded.Durable;

/// <summary>
/// The client of the embedded engine. What a call changed is durable when it returns. Events, suspensions and
/// terminations of an instance that has ended or never was are dropped without error, as on the other backends.
/// Restart, rewind and entities are not supported.
/// </summary>
internal sealed partial class EmbeddedDurableTaskClient(DurableEngine engine) : DurableTaskClient("embedded")
{
    /// <exception cref="InvalidOperationException">an instance of that id runs, or has ended in a status of
    /// <see cref="StartOrchestrationOptions.DedupeStatuses"/>.</exception>
    public override async Task<string> ScheduleNewOrchestrationInstanceAsync(
        TaskName orchestratorName,
        object? input = null,
        StartOrchestrationOptions? options = null,
        CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        ArgumentException.ThrowIfNullOrEmpty(orchestratorName.Name, nameof(orchestratorName));
        string id = string.IsNullOrEmpty(options?.InstanceId) ? Guid.NewGuid().ToString("N") : options.InstanceId;
        var instance = new NewInstance(
            id,
            orchestratorName.Name,
            DurableEngineOptions.Converter.Serialize(input),
            options?.StartAt,
            HistoryJson.Write(TraceTag.With(options?.Tags)),
            options?.Version?.Version);
        long? row = await engine.Store.ScheduleAsync(instance, status => Refuses(status, options)).ConfigureAwait(false);
        if (row is not { } n)
            throw new InvalidOperationException($"an orchestration instance with the id '{id}' already exists");
        if (options?.StartAt is { } start && start > engine.Time.GetUtcNow())
            engine.Timers.Add(new TimerKey(n, 0, -1), start.UtcTicks, Message.Wake);
        else
            engine.Post(n, Message.Wake);
        engine.Waiters.Notify(id);
        return id;
    }

    public override Task RaiseEventAsync(
        string instanceId, string eventName, object? eventPayload = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(eventName);
        string? data = DurableEngineOptions.Converter.Serialize(eventPayload);
        return SendAsync(instanceId, new Message(MessageKind.EventRaised, Name: eventName, Data: data), cancellation);
    }

    public override Task SuspendInstanceAsync(
        string instanceId, string? reason = null, CancellationToken cancellation = default) =>
        SendAsync(instanceId, new Message(MessageKind.Suspend, Data: reason), cancellation);

    public override Task ResumeInstanceAsync(
        string instanceId, string? reason = null, CancellationToken cancellation = default) =>
        SendAsync(instanceId, new Message(MessageKind.Resume, Data: reason), cancellation);

    public override Task TerminateInstanceAsync(
        string instanceId, TerminateInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        string? output = DurableEngineOptions.Converter.Serialize(options?.Output);
        var message = new Message(MessageKind.Terminate, Data: output, Recursive: options?.Recursive ?? false);
        return SendAsync(instanceId, message, cancellation);
    }

    public override Task<OrchestrationMetadata> WaitForInstanceStartAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        WaitAsync(instanceId, row => row.Status != OrchestrationRuntimeStatus.Pending, getInputsAndOutputs, cancellation);

    public override Task<OrchestrationMetadata> WaitForInstanceCompletionAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        WaitAsync(instanceId, row => !row.IsLive, getInputsAndOutputs, cancellation);

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static bool Refuses(OrchestrationRuntimeStatus status, StartOrchestrationOptions? options) =>
        status is OrchestrationRuntimeStatus.Running or OrchestrationRuntimeStatus.Pending or OrchestrationRuntimeStatus.Suspended
        || (options?.DedupeStatuses ?? []).Contains(status.ToString(), StringComparer.OrdinalIgnoreCase);

    private async Task SendAsync(string instanceId, Message message, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        if (await engine.Store.SendAsync(instanceId, message).ConfigureAwait(false) is { } delivery)
            engine.Post(delivery.Instance, delivery.Message);
    }

    private async Task<OrchestrationMetadata> WaitAsync(
        string instanceId, Func<InstanceRow, bool> reached, bool full, CancellationToken cancellation)
    {
        while (true)
        {
            Task change = engine.Waiters.NextChange(instanceId);
            InstanceRow row = engine.Store.Find(instanceId)
                ?? throw new InvalidOperationException($"there is no orchestration instance with the id '{instanceId}'");
            if (reached(row))
                return Describe(row, full);
            await change.WaitAsync(cancellation).ConfigureAwait(false);
        }
    }
}
