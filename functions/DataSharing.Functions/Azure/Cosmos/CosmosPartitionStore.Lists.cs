using Microsoft.Azure.Cosmos;
using Container = DataSharing.Functions.Storage.Container;
using Partition = DataSharing.Functions.Storage.Partition;

namespace DataSharing.Functions.Azure.Cosmos;

public sealed partial class CosmosPartitionStore
{
    private const string Ascending = "SELECT * FROM c WHERE c.pk = @pk AND c.id >= @low AND c.id < @high ORDER BY c.id ASC";
    private const string Beyond = "SELECT * FROM c WHERE c.pk = @pk AND c.id > @low AND c.id < @high ORDER BY c.id ASC";
    private const string Descending = "SELECT * FROM c WHERE c.pk = @pk AND c.id >= @low AND c.id < @high ORDER BY c.id DESC";
    private const string DueBefore = "SELECT * FROM c WHERE c.due < @before ORDER BY c.due ASC";

    /// <summary>Ids are ASCII: each that has a prefix sorts before the prefix followed by this.</summary>
    private const string LastCharacter = "\U0010FFFF";

    public Task<IReadOnlyList<StoredDocument>> ListAsync(
        Partition partition, string idPrefix, bool descending = false, int limit = 100, string? after = null,
        CancellationToken cancellation = default)
    {
        string low = idPrefix, high = idPrefix + LastCharacter;
        if (after is not null && descending)
            high = string.CompareOrdinal(after, high) < 0 ? after : high;
        bool beyond = after is not null && !descending && string.CompareOrdinal(after, low) >= 0;
        QueryDefinition query = new QueryDefinition(descending ? Descending : beyond ? Beyond : Ascending)
            .WithParameter("@pk", partition.Key)
            .WithParameter("@low", beyond ? after : low)
            .WithParameter("@high", high);
        // Within one partition the service sorts; executed directly, it is not asked for a plan first.
        var options = new QueryRequestOptions
        {
            PartitionKey = new PartitionKey(partition.Key),
            MaxItemCount = limit,
            EnableOptimisticDirectExecution = true,
        };
        return QueryAsync("list", partition.Container, query, options, limit, CosmosItem.Read, cancellation);
    }

    public Task<IReadOnlyList<FoundDocument>> ListDueAsync(
        Container container, DateTimeOffset before, int limit = 100, CancellationToken cancellation = default)
    {
        QueryDefinition query = new QueryDefinition(DueBefore).WithParameter("@before", before.ToUnixTimeMilliseconds());
        var options = new QueryRequestOptions { MaxItemCount = limit, MaxConcurrency = -1 };
        return QueryAsync("due", container, query, options, limit, item => CosmosItem.Read(container, item), cancellation);
    }

    public Task<ChangePage> ReadChangesAsync(
        Container container, string? continuation, int limit = 100, string idPrefix = "", CancellationToken cancellation = default) =>
        _calls.ReadAsync("changes", container, async () =>
        {
            ChangeFeedStartFrom start = continuation is null
                ? ChangeFeedStartFrom.Beginning()
                : ChangeFeedStartFrom.ContinuationToken(continuation);
            using FeedIterator feed = _containers[container].GetChangeFeedStreamIterator(
                start, ChangeFeedMode.LatestVersion, new ChangeFeedRequestOptions { PageSizeHint = limit });
            var changes = new List<FoundDocument>();
            string? next = continuation;
            // A page is taken whole, because only its end has a continuation.
            while (changes.Count < limit)
            {
                using ResponseMessage page = await feed.ReadNextAsync(cancellation);
                CosmosMetrics.Record("changes", container, page.Headers.RequestCharge);
                bool atTheEnd = page.StatusCode == System.Net.HttpStatusCode.NotModified;
                if (!atTheEnd)
                {
                    using JsonDocument items = await ParseAsync(page, cancellation);
                    changes.AddRange(
                        ItemsOf(items).Where(item => IdOf(item).StartsWith(idPrefix, StringComparison.Ordinal))
                            .Select(item => CosmosItem.Read(container, item)));
                }

                next = page.ContinuationToken;
                if (atTheEnd)
                    break;
            }

            return new ChangePage(changes, next!);
        }, cancellation);

    private Task<IReadOnlyList<T>> QueryAsync<T>(
        string operation, Container container, QueryDefinition query, QueryRequestOptions options, int limit, Func<JsonElement, T> read,
        CancellationToken cancellation) =>
        _calls.ReadAsync(operation, container, async () =>
        {
            var found = new List<T>();
            using FeedIterator pages = _containers[container].GetItemQueryStreamIterator(query, requestOptions: options);
            while (found.Count < limit && pages.HasMoreResults)
            {
                using ResponseMessage page = await pages.ReadNextAsync(cancellation);
                CosmosMetrics.Record(operation, container, page.Headers.RequestCharge);
                using JsonDocument items = await ParseAsync(page, cancellation);
                found.AddRange(ItemsOf(items).Take(limit - found.Count).Select(read));
            }

            return (IReadOnlyList<T>)found;
        }, cancellation);

    private static JsonElement.ArrayEnumerator ItemsOf(JsonDocument page) => page.RootElement.GetProperty("Documents").EnumerateArray();

    private static string IdOf(JsonElement item) => item.GetProperty("id").GetString()!;
}
