using DurableTask.Core;
using DurableTask.Core.Exceptions;
using DurableTask.Core.History;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using CoreQuery = DurableTask.Core.Query.OrchestrationQuery;
using PurgeResult = Microsoft.DurableTask.Client.PurgeResult;

namespace DataSharing.Embedded.Durable;

/// <summary>
/// The client of the embedded engine. What a call changed is durable when it returns. Events, suspensions and
/// terminations of an instance that has ended or never was are dropped without error, as on the other backends.
/// Restart, rewind and entities are not supported.
/// </summary>
internal sealed class EmbeddedDurableTaskClient(OrchestrationService service) : DurableTaskClient("embedded")
{
    /// <exception cref="ArgumentException">the name is empty, or the id is blank.</exception>
    /// <exception cref="InvalidOperationException">an instance of that id runs, or has ended in a status of
    /// <see cref="StartOrchestrationOptions.DedupeStatuses"/>.</exception>
    public override async Task<string> ScheduleNewOrchestrationInstanceAsync(
        TaskName orchestratorName, object? input = null, StartOrchestrationOptions? options = null,
        CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        ArgumentException.ThrowIfNullOrEmpty(orchestratorName.Name, nameof(orchestratorName));
        string id = string.IsNullOrEmpty(options?.InstanceId) ? Guid.NewGuid().ToString("N") : options.InstanceId;
        ArgumentException.ThrowIfNullOrWhiteSpace(id, nameof(options));
        var instance = new OrchestrationInstance { InstanceId = id, ExecutionId = DurableStore.NewExecution() };
        var start = new ExecutionStartedEvent(-1, DurableEngineOptions.Converter.Serialize(input))
        {
            Name = orchestratorName.Name,
            Version = options?.Version?.Version ?? "",
            OrchestrationInstance = instance,
            ScheduledStartTime = options?.StartAt?.UtcDateTime,
            Tags = TraceTag.With(options?.Tags)?.ToDictionary(),
        };
        try
        {
            await service.CreateTaskOrchestrationAsync(
                new TaskMessage { Event = start, OrchestrationInstance = instance },
                [.. (options?.DedupeStatuses
                    ?? []).Select(status => Enum.Parse<OrchestrationStatus>(status, ignoreCase: true))]).ConfigureAwait(false);
        }
        catch (OrchestrationAlreadyExistsException taken)
        {
            throw new InvalidOperationException(taken.Message);
        }

        return id;
    }

    public override Task RaiseEventAsync(
        string instanceId, string eventName, object? eventPayload = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(eventName);
        return SendAsync(
            instanceId, new EventRaisedEvent(-1, DurableEngineOptions.Converter.Serialize(eventPayload)) { Name = eventName },
            cancellation);
    }

    public override Task SuspendInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) =>
        SendAsync(instanceId, new ExecutionSuspendedEvent(-1, reason), cancellation);

    public override Task ResumeInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) =>
        SendAsync(instanceId, new ExecutionResumedEvent(-1, reason), cancellation);

    public override Task TerminateInstanceAsync(
        string instanceId, TerminateInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        return service.TerminateAsync(instanceId, DurableEngineOptions.Converter.Serialize(options?.Output), options?.Recursive ?? false);
    }

    public override async Task<OrchestrationMetadata> WaitForInstanceStartAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        Describe(await service.WaitAsync(instanceId, row => row.HasBegun, cancellation).ConfigureAwait(false), getInputsAndOutputs);

    public override async Task<OrchestrationMetadata> WaitForInstanceCompletionAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        Describe(await service.WaitAsync(instanceId, row => !row.IsLive, cancellation).ConfigureAwait(false), getInputsAndOutputs);

    public override async Task<OrchestrationMetadata?> GetInstancesAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        IList<OrchestrationState> found = await service.GetOrchestrationStateAsync(instanceId, allExecutions: false).ConfigureAwait(false);
        return found.Count == 0 ? null : Describe(found[0], getInputsAndOutputs);
    }

    /// <summary>In the order of creation. Task hub names are not looked at: there is one hub.</summary>
    public override AsyncPageable<OrchestrationMetadata> GetAllInstancesAsync(OrchestrationQuery? filter = null)
    {
        OrchestrationQuery query = filter ?? new OrchestrationQuery();
        return Pageable.Create<OrchestrationMetadata>(async (token, cancellation) =>
        {
            DurableTask.Core.Query.OrchestrationQueryResult found = await service.GetOrchestrationWithQueryAsync(
                new CoreQuery
                {
                    RuntimeStatus = query.Statuses?.Select(status => (OrchestrationStatus)status).ToList(),
                    CreatedTimeFrom = query.CreatedFrom?.UtcDateTime,
                    CreatedTimeTo = query.CreatedTo?.UtcDateTime,
                    InstanceIdPrefix = query.InstanceIdPrefix,
                    PageSize = query.PageSize,
                    ContinuationToken = token ?? query.ContinuationToken,
                },
                cancellation).ConfigureAwait(false);
            return new(
                [.. found.OrchestrationState.Select(state => Describe(state, query.FetchInputsAndOutputs))], found.ContinuationToken);
        });
    }

    /// <summary>An instance that still runs stays.</summary>
    public override async Task<PurgeResult> PurgeInstanceAsync(
        string instanceId, PurgeInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        return new PurgeResult(await service.PurgeAsync(instanceId, options?.Recursive ?? false).ConfigureAwait(false), true);
    }

    public override async Task<PurgeResult> PurgeAllInstancesAsync(
        PurgeInstancesFilter filter, PurgeInstanceOptions? options = null, CancellationToken cancellation = default) => new(
            await service.PurgeAllAsync(
                filter.CreatedFrom?.UtcDateTime,
                filter.CreatedTo?.UtcDateTime,
                filter.Statuses?.Select(status => (OrchestrationStatus)status),
                options?.Recursive ?? false,
                cancellation).ConfigureAwait(false),
            true);

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private Task SendAsync(string instanceId, HistoryEvent message, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        return service.SendTaskOrchestrationMessageAsync(new TaskMessage
        {
            Event = message,
            OrchestrationInstance = new() { InstanceId = instanceId },
        });
    }

    // Both enumerations number the statuses alike.
    private static OrchestrationMetadata Describe(OrchestrationState state, bool full) =>
        new(state.Name, state.OrchestrationInstance.InstanceId)
        {
            RuntimeStatus = (OrchestrationRuntimeStatus)state.OrchestrationStatus,
            CreatedAt = state.CreatedTime,
            LastUpdatedAt = state.LastUpdatedTime,
            Tags = state.Tags.AsReadOnly(),
            FailureDetails = Failures.ToTask(state.FailureDetails),
            DataConverter = full ? DurableEngineOptions.Converter : null,
            SerializedInput = full ? state.Input : null,
            SerializedOutput = full ? state.Output : null,
            SerializedCustomStatus = full ? state.Status : null,
        };
}
