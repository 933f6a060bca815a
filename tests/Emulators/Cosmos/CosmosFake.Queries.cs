using System.Globalization;
using System.Text.Json.Nodes;

namespace DataSharing.Emulators.Cosmos;

public sealed partial class CosmosFake
{
    private CosmosReply Query(HttpRequestMessage request, CosmosData container, JsonObject body)
    {
        var sql = CosmosSql.Parse(body["query"]!.GetValue<string>(), body["parameters"]?.AsArray() ?? []);
        IEnumerable<CosmosDocument> live = container.Live(Now);
        if (KeyOf(request) is { } key)
            live = live.Where(document => document.Key == key);
        else if (RangeOf(request, container) is { } range)
            live = live.Where(document => container.RangeOf(document.Key) == range);
        List<CosmosDocument> found = [.. live.Where(document => sql.Where(document.Item))];
        found.Sort((a, b) => CosmosSql.Compare(CosmosSql.Member(a.Item, sql.OrderBy), CosmosSql.Member(b.Item, sql.OrderBy)) ?? 0);
        if (sql.Descending)
            found.Reverse();
        int skip = int.TryParse(Header(request, "x-ms-continuation"), out int offset) ? offset : 0;
        int take = Math.Min(PageSizeOf(request), LargestPage);
        string? next = found.Count > skip + take ? (skip + take).ToString(CultureInfo.InvariantCulture) : null;
        return Page(container, found.Skip(skip).Take(take).Select(document => sql.ForMerging
            ? new JsonObject
            {
                ["_rid"] = document.Item["_rid"]!.DeepClone(),
                ["orderByItems"] = new JsonArray(new JsonObject { ["item"] = CosmosSql.Member(document.Item, sql.OrderBy)?.DeepClone() }),
                ["payload"] = document.Item.DeepClone(),
            }
            : document.Item.DeepClone()), null, next);
    }

    /// <summary>How the SDK is to run a query over several ranges: ask each in order, and merge.</summary>
    private static CosmosReply Plan(JsonObject body)
    {
        string query = body["query"]!.GetValue<string>();
        int where = query.IndexOf("WHERE ", StringComparison.Ordinal) + 6, order = query.IndexOf(" ORDER BY ", StringComparison.Ordinal);
        string[] by = query[(order + 10)..].Split(' ');
        bool descending = by is [_, "DESC"];
        return CosmosReply.Json(200, new JsonObject
        {
            ["partitionedQueryExecutionInfoVersion"] = 2,
            ["queryInfo"] = new JsonObject
            {
                ["distinctType"] = "None",
                ["orderBy"] = new JsonArray(descending ? "Descending" : "Ascending"),
                ["orderByExpressions"] = new JsonArray(by[0]),
                ["groupByExpressions"] = new JsonArray(),
                ["groupByAliases"] = new JsonArray(),
                ["aggregates"] = new JsonArray(),
                ["groupByAliasToAggregateType"] = new JsonObject(),
                ["rewrittenQuery"] =
                    $$"""SELECT c._rid, [{"item": {{by[0]}}}] AS orderByItems, c AS payload FROM c WHERE (({{query[where..order]}}) AND ({documentdb-formattableorderbyquery-filter})) ORDER BY {{query[(order + 10)..]}}""",
                ["hasSelectValue"] = false,
            },
            ["queryRanges"] = new JsonArray(
                new JsonObject { ["min"] = "", ["max"] = "FF", ["isMinInclusive"] = true, ["isMaxInclusive"] = false }),
        });
    }

    private CosmosReply Changes(HttpRequestMessage request, CosmosData container)
    {
        long after = long.TryParse(Header(request, "If-None-Match")?.Trim('"'), out long lsn) ? lsn : 0;
        int? range = RangeOf(request, container);
        List<CosmosDocument> changed = [.. container.Live(Now)
            .Where(d => d.Lsn > after && (range is null || container.RangeOf(d.Key) == range)).OrderBy(d => d.Lsn)];
        int take = Math.Min(PageSizeOf(request), changed.Count);
        // What was committed together is answered together.
        while (take > 0 && take < changed.Count && changed[take].Lsn == changed[take - 1].Lsn)
            take++;
        string etag = $"\"{(take == 0 ? after : changed[take - 1].Lsn)}\"";
        return take == 0
            ? new CosmosReply(304, ETag: etag, Count: 0)
            : Page(container, changed.Take(take).Select(d => d.Item.DeepClone()), etag, null);
    }

    private static CosmosReply Page(CosmosData container, IEnumerable<JsonNode> items, string? etag, string? continuation)
    {
        JsonArray documents = [.. items];
        return CosmosReply.Json(
            200, new JsonObject { ["_rid"] = container.Rid, ["Documents"] = documents, ["_count"] = documents.Count }, etag,
            2.5 + (documents.Count * 0.1), continuation) with
        { Count = documents.Count };
    }

    private static int PageSizeOf(HttpRequestMessage request) =>
        int.TryParse(Header(request, "x-ms-max-item-count"), out int size) && size > 0 ? size : 100;

    private static int? RangeOf(HttpRequestMessage request, CosmosData container)
    {
        if (Header(request, "x-ms-documentdb-partitionkeyrangeid") is { } id)
            return int.Parse(id.Split(',')[^1], CultureInfo.InvariantCulture);
        return Header(request, "x-ms-start-epk") is { } start
            ? Enumerable.Range(0, container.Ranges).First(i => container.Boundary(i) == start)
            : null;
    }
}
