using Microsoft.Azure.Cosmos;
using Container = DataSharing.Functions.Storage.Container;
using Handle = Microsoft.Azure.Cosmos.Container;
using Partition = DataSharing.Functions.Storage.Partition;

namespace DataSharing.Functions.Azure.Cosmos;

/// <summary>
/// Documents in Azure Cosmos DB: a container for each kind of partition, the partition's key as partition key, and every
/// commit one transactional batch with an ETag for each operation that names one.
/// </summary>
/// <remarks>
/// <para>The account must have Strong consistency, one write region, and one region or at least three; anything else is
/// refused at the start. ETags order the commits of one case wherever they are sent, but gates lie in other partitions and
/// are read on their own: only Strong consistency makes each such read see the last acknowledged write (linearizable). And
/// only Strong loses no acknowledged withdrawal when the write region fails: a write is acknowledged once a majority of
/// regions holds it. Several write regions would accept two commits over the same ETag and drop one of them later.</para>
/// <para>Retries: see <see cref="CosmosCalls"/>. The SDK itself repeats reads, and writes only where the service has said
/// that it did not take them (429, moved partitions, write region changed); it does not repeat a write that timed out.</para>
/// <para>A list is one consistent view as long as it fits into one answer of the service (4 MB); a longer one is read in
/// several. What rests on a list together with the head compares the head's ETag when it commits.</para>
/// </remarks>
public sealed partial class CosmosPartitionStore : IPartitionStore, IAsyncDisposable
{
    private readonly CosmosClient _client;
    private readonly Dictionary<Container, Handle> _containers;
    private readonly CosmosCalls _calls;
    private readonly TimeProvider _time;

    private CosmosPartitionStore(CosmosClient client, CosmosOptions options, TimeProvider time)
    {
        _client = client;
        _time = time;
        _calls = new CosmosCalls(time);
        _containers = CosmosContainers.All.ToDictionary(
            container => container.Kind, container => client.GetContainer(options.Database, container.Name));
    }

    /// <summary>
    /// Connects and checks the account. Throws <see cref="InvalidOperationException"/> naming the property that does not fit,
    /// <see cref="StoreUnavailableException"/> when the account does not answer.
    /// </summary>
    /// <param name="create">Creates database and containers first. For emulators alone.</param>
    public static async Task<CosmosPartitionStore> ConnectAsync(
        CosmosOptions options, AzureConnection connection, TimeProvider time, bool create = false, CancellationToken cancellation = default)
    {
        var client = new CosmosClient(options.Endpoint.ToString(), connection.Credential, OptionsOf(connection));
        try
        {
            if (create)
                await CosmosAccount.EnsureCreatedAsync(client, options, cancellation);
            await CosmosAccount.CheckAsync(client, options, cancellation);
            return new CosmosPartitionStore(client, options, time);
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    public Task<StoredDocument?> ReadAsync(Partition partition, string id, CancellationToken cancellation = default) =>
        _calls.ReadAsync("read", partition.Container, async () =>
    {
        using ResponseMessage response = await _containers[partition.Container].ReadItemStreamAsync(
            id, new PartitionKey(partition.Key), cancellationToken: cancellation);
        CosmosMetrics.Record("read", partition.Container, response.Headers.RequestCharge);
        // With a sub-status it is something else that is not there: the container, or a replica.
        if (response.StatusCode == System.Net.HttpStatusCode.NotFound && SubStatusOf(response.Headers) == 0)
            return null;
        using JsonDocument item = await ParseAsync(response, cancellation);
        return CosmosItem.Read(item.RootElement);
    }, cancellation);

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }

    private static CosmosClientOptions OptionsOf(AzureConnection connection)
    {
        var options = new CosmosClientOptions
        {
            ApplicationName = "DataSharing",
            ConnectionMode = ConnectionMode.Direct,
            // Patches alone ask for what they left behind; everything else is known.
            EnableContentResponseOnWrite = false,
            RequestTimeout = TimeSpan.FromSeconds(5),
            MaxRetryAttemptsOnRateLimitedRequests = 5,
            MaxRetryWaitTimeOnRateLimitedRequests = TimeSpan.FromSeconds(5),
            CosmosClientTelemetryOptions = new CosmosClientTelemetryOptions { DisableSendingMetricsToService = true },
        };
        if (connection.Handler is { } handler)
        {
            options.ConnectionMode = ConnectionMode.Gateway;
            // One endpoint: no looking for regions, and no repeating in another one.
            options.LimitToEndpoint = true;
            options.HttpClientFactory = () => new HttpClient(handler(), disposeHandler: true);
        }

        return options;
    }

    private static async Task<JsonDocument> ParseAsync(ResponseMessage response, CancellationToken cancellation)
    {
        if (!response.IsSuccessStatusCode)
            throw new CosmosAnswerException(response.StatusCode, SubStatusOf(response.Headers), response.Headers.ActivityId);
        return await JsonDocument.ParseAsync(response.Content, cancellationToken: cancellation);
    }

    private static int SubStatusOf(Headers headers) => int.TryParse(headers["x-ms-substatus"], out int value) ? value : 0;
}
