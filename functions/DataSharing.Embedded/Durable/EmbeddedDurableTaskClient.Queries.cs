using System.Globalization;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace DataSharing.Embedded.Durable;

internal sealed partial class EmbeddedDurableTaskClient
{
    public override Task<OrchestrationMetadata?> GetInstancesAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        InstanceRow? row = engine.Store.Find(instanceId);
        return Task.FromResult(row is null ? null : Describe(row, getInputsAndOutputs));
    }

    /// <summary>In the order of creation. Task hub names are not looked at: there is one hub.</summary>
    public override AsyncPageable<OrchestrationMetadata> GetAllInstancesAsync(OrchestrationQuery? filter = null)
    {
        OrchestrationQuery query = filter ?? new OrchestrationQuery();
        return Pageable.Create<OrchestrationMetadata>((token, cancellation) =>
        {
            cancellation.ThrowIfCancellationRequested();
            return Task.FromResult(ReadPage(query, token ?? query.ContinuationToken));
        });
    }

    public override async Task<PurgeResult> PurgeInstanceAsync(
        string instanceId, PurgeInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        int purged = await engine.Store.PurgeAsync(instanceId, options?.Recursive ?? false).ConfigureAwait(false);
        engine.Waiters.Notify(instanceId);
        return new PurgeResult(purged, true);
    }

    public override async Task<PurgeResult> PurgeAllInstancesAsync(
        PurgeInstancesFilter filter, PurgeInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        int purged = await engine.Store.PurgeAllAsync(
            filter.CreatedFrom,
            filter.CreatedTo,
            DurableStore.Bits(filter.Statuses),
            options?.Recursive ?? false,
            cancellation).ConfigureAwait(false);
        return new PurgeResult(purged, true);
    }

    private Page<OrchestrationMetadata> ReadPage(OrchestrationQuery query, string? token)
    {
        long after = 0;
        if (token is not null && !long.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out after))
            throw new ArgumentException("the continuation token is not one of this engine", nameof(token));
        int size = Math.Clamp(query.PageSize, 1, 1000);
        // One more than asked for tells whether there is a next page.
        List<InstanceRow> rows = engine.Store.List(
            query.CreatedFrom,
            query.CreatedTo,
            DurableStore.Bits(query.Statuses),
            query.InstanceIdPrefix,
            after,
            size + 1);
        string? next = rows.Count <= size ? null : rows[size - 1].N.ToString(CultureInfo.InvariantCulture);
        return new([.. rows.Take(size).Select(row => Describe(row, query.FetchInputsAndOutputs))], next);
    }

    private static OrchestrationMetadata Describe(InstanceRow row, bool full) => new(row.Name, row.Id)
    {
        RuntimeStatus = row.Status,
        CreatedAt = new DateTimeOffset(row.Created, TimeSpan.Zero),
        LastUpdatedAt = new DateTimeOffset(row.Updated, TimeSpan.Zero),
        Tags = HistoryJson.ReadTags(row.Tags),
        FailureDetails = row.Failure?.ToDetails(),
        DataConverter = full ? DurableEngineOptions.Converter : null,
        SerializedInput = full ? row.Input : null,
        SerializedOutput = full ? row.Output : null,
        SerializedCustomStatus = full ? row.Custom : null,
    };
}
