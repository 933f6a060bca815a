using DurableTask.Core;
using DurableTask.Core.Exceptions;
using DurableTask.Core.History;
using DurableTask.Core.Query;

namespace DataSharing.Embedded.Durable;

internal sealed partial class OrchestrationService
    : IOrchestrationServiceClient, IOrchestrationServiceQueryClient, IOrchestrationServicePurgeClient
{
    private const int LongestPage = 1000;

    public Task CreateTaskOrchestrationAsync(TaskMessage creationMessage) => CreateTaskOrchestrationAsync(creationMessage, []);

    /// <summary>Starts an instance, in place of one that has ended under the same id.</summary>
    /// <exception cref="OrchestrationAlreadyExistsException">One of that id runs, or has ended in a status of
    /// <paramref name="dedupeStatuses"/>.</exception>
    public async Task CreateTaskOrchestrationAsync(TaskMessage creationMessage, OrchestrationStatus[] dedupeStatuses)
    {
        var start = (ExecutionStartedEvent)creationMessage.Event;
        InstanceRow? row = await _store.CreateAsync(
            start, status => InstanceRow.IsLiveStatus(status) || dedupeStatuses?.Contains(status) == true).ConfigureAwait(false)
            ?? throw new OrchestrationAlreadyExistsException("an orchestration instance with the id "
                + $"'{start.OrchestrationInstance.InstanceId}' already exists");
        PostOrWait(new Delivery(row, null));
        Waiters.Notify(row.Id, row);
    }

    /// <summary>An instance that has ended or never was gets nothing, without error.</summary>
    public async Task SendTaskOrchestrationMessageAsync(TaskMessage message)
    {
        if (await _store.SendAsync(message.OrchestrationInstance.InstanceId, message.Event).ConfigureAwait(false) is { } delivery)
            PostOrWait(delivery);
    }

    public async Task SendTaskOrchestrationMessageBatchAsync(params TaskMessage[] messages)
    {
        foreach (TaskMessage message in messages)
            await SendTaskOrchestrationMessageAsync(message).ConfigureAwait(false);
    }

    public Task ForceTerminateTaskOrchestrationAsync(string instanceId, string reason) =>
        TerminateAsync(instanceId, reason, recursive: false);

    public async Task TerminateAsync(string instanceId, string? output, bool recursive)
    {
        foreach (Delivery delivery in await _store.TerminateAsync(instanceId, output, recursive).ConfigureAwait(false))
            PostOrWait(delivery);
    }

    public Task<OrchestrationState> WaitForOrchestrationAsync(
        string instanceId, string executionId, TimeSpan timeout, CancellationToken cancellationToken) =>
        WaitAsync(instanceId, row => !row.IsLive, cancellationToken);

    /// <exception cref="InvalidOperationException">There is no such instance.</exception>
    public async Task<OrchestrationState> WaitAsync(string instanceId, Func<InstanceRow, bool> reached, CancellationToken cancellation) =>
        (await Waiters.WaitAsync(instanceId, reached, () => _store.Find(instanceId), cancellation).ConfigureAwait(false)).ToState();

    public Task<IList<OrchestrationState>> GetOrchestrationStateAsync(string instanceId, bool allExecutions) =>
        Task.FromResult<IList<OrchestrationState>>(_store.Find(instanceId) is { } row ? [row.ToState()] : []);

    public Task<OrchestrationState> GetOrchestrationStateAsync(string instanceId, string executionId) =>
        Task.FromResult(_store.Find(instanceId)?.ToState()!);

    /// <exception cref="NotSupportedException">Always: what the tables keep is not meant for others.</exception>
    public Task<string> GetOrchestrationHistoryAsync(string instanceId, string executionId) =>
        throw new NotSupportedException("histories are not handed out");

    public Task PurgeOrchestrationHistoryAsync(DateTime thresholdDateTimeUtc, OrchestrationStateTimeRangeFilterType timeRangeFilterType) =>
        timeRangeFilterType == OrchestrationStateTimeRangeFilterType.OrchestrationCreatedTimeFilter
            ? _store.PurgeAllAsync(null, thresholdDateTimeUtc, -1, recursive: false, CancellationToken.None)
            : throw new NotSupportedException("ended instances are chosen by the time of their creation");

    /// <summary>In the order of creation. Task hub names are not looked at: there is one hub.</summary>
    /// <exception cref="ArgumentException">The continuation token is not one of this engine.</exception>
    public Task<OrchestrationQueryResult> GetOrchestrationWithQueryAsync(OrchestrationQuery query, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        long after = 0;
        if (query.ContinuationToken is { } token && !long.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out after))
            throw new ArgumentException("the continuation token is not one of this engine", nameof(query));
        int size = Math.Clamp(query.PageSize, 1, LongestPage);
        // One more than asked for tells whether there is a next page.
        List<InstanceRow> rows = _store.List(
            query.CreatedTimeFrom, query.CreatedTimeTo, DurableStore.Bits(query.RuntimeStatus), query.InstanceIdPrefix, after, size + 1);
        string? next = rows.Count <= size ? null : rows[size - 1].N.ToString(CultureInfo.InvariantCulture);
        return Task.FromResult(new OrchestrationQueryResult([.. rows.Take(size).Select(row => row.ToState())], next));
    }

    public async Task<PurgeResult> PurgeInstanceStateAsync(string instanceId) =>
        new(await PurgeAsync(instanceId, recursive: false).ConfigureAwait(false), true);

    public async Task<PurgeResult> PurgeInstanceStateAsync(PurgeInstanceFilter purgeInstanceFilter) => new(
        await _store.PurgeAllAsync(
            purgeInstanceFilter.CreatedTimeFrom,
            purgeInstanceFilter.CreatedTimeTo,
            DurableStore.Bits(purgeInstanceFilter.RuntimeStatus),
            recursive: false,
            CancellationToken.None).ConfigureAwait(false),
        true);

    public async Task<int> PurgeAsync(string instanceId, bool recursive)
    {
        int purged = await _store.PurgeAsync(instanceId, recursive).ConfigureAwait(false);
        if (purged > 0)
            Waiters.Notify(instanceId, null);
        return purged;
    }

    public Task<int> PurgeAllAsync(
        DateTime? from, DateTime? to, IEnumerable<OrchestrationStatus>? statuses, bool recursive, CancellationToken cancellation) =>
        _store.PurgeAllAsync(from, to, DurableStore.Bits(statuses), recursive, cancellation);
}
