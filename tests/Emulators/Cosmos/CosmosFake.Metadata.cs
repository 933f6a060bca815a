using System.Globalization;
using System.Text.Json.Nodes;

namespace DataSharing.Emulators.Cosmos;

public sealed partial class CosmosFake
{
    private CosmosReply Account(HttpRequestMessage request)
    {
        string endpoint = request.RequestUri!.GetLeftPart(UriPartial.Authority) + "/";
        JsonArray Locations(int count) => [.. Enumerable.Range(0, count).Select(i => new JsonObject
        {
            ["name"] = "Region " + i,
            ["databaseAccountEndpoint"] = endpoint,
        })];
        return CosmosReply.Json(200, new JsonObject
        {
            ["_self"] = "",
            ["id"] = "fake",
            ["_rid"] = "fake",
            ["media"] = "//media/",
            ["addresses"] = "//addresses/",
            ["_dbs"] = "//dbs/",
            ["writableLocations"] = Locations(WriteRegions),
            ["readableLocations"] = Locations(Regions),
            ["enableMultipleWriteLocations"] = WriteRegions > 1,
            ["userReplicationPolicy"] = new JsonObject
            {
                ["asyncReplication"] = false,
                ["minReplicaSetSize"] = 3,
                ["maxReplicasetSize"] = 4,
            },
            ["userConsistencyPolicy"] = new JsonObject { ["defaultConsistencyLevel"] = Consistency },
            ["systemReplicationPolicy"] = new JsonObject { ["minReplicaSetSize"] = 3, ["maxReplicasetSize"] = 4 },
            ["readPolicy"] = new JsonObject { ["primaryReadCoefficient"] = 1, ["secondaryReadCoefficient"] = 1 },
            ["queryEngineConfiguration"] = QueryEngine,
        });
    }

    private const string QueryEngine =
        """{"maxSqlQueryInputLength":262144,"maxJoinsPerSqlQuery":5,"maxLogicalAndPerSqlQuery":500,"maxLogicalOrPerSqlQuery":500,"maxUdfRefPerSqlQuery":10,"maxInExpressionItemsCount":16000,"queryMaxInMemorySortDocumentCount":500,"maxQueryRequestTimeoutFraction":0.9,"sqlAllowNonFiniteNumbers":false,"sqlAllowAggregateFunctions":true,"sqlAllowSubQuery":true,"sqlAllowScalarSubQuery":true,"allowNewKeywords":true,"sqlAllowLike":true,"sqlAllowGroupByClause":true,"maxSpatialQueryCells":12,"spatialMaxGeometryPointCount":256,"sqlDisableQueryILOptimization":false,"sqlDisableFilterPlanOptimization":false,"enableSpatialIndexing":true}""";

    private CosmosReply Metadata(HttpRequestMessage request, string[] path, JsonObject? body)
    {
        switch (path)
        {
            case ["dbs"]:
                return CreateDatabase(body!["id"]!.GetValue<string>());
            case ["dbs", var database]:
                return _databases.TryGetValue(database, out byte[]? rid)
                    ? Described(200, new JsonObject { ["id"] = database }, CosmosData.Name(rid))
                    : NoResource();
            case ["dbs", var database, "colls"] when _databases.TryGetValue(database, out byte[]? parent):
                return CreateContainer(database, parent, body!);
            case ["dbs", _, "colls", _]:
                return Find(path) is { } found ? Described(200, found.Definition, found.Rid) : NoResource();
            case ["dbs", _, "colls", _, "pkranges"] when Find(path) is { } container:
                return Header(request, "If-None-Match") == "\"ranges\"" ? new CosmosReply(304, ETag: "\"ranges\"") : RangesOf(container);
            default:
                return NoResource();
        }
    }

    /// <summary>A container as somebody else might have made it.</summary>
    public void CreateContainer(string database, string name, string partitionKeyPath, int? defaultTimeToLive)
    {
        lock (_lock)
        {
            CreateDatabase(database);
            CreateContainer(database, _databases[database], new JsonObject
            {
                ["id"] = name,
                ["partitionKey"] = new JsonObject { ["paths"] = new JsonArray(partitionKeyPath), ["kind"] = "Hash", ["version"] = 2 },
                ["defaultTtl"] = defaultTimeToLive,
            });
        }
    }

    private CosmosReply CreateDatabase(string name)
    {
        if (!_databases.TryAdd(name, [1, 0, 0, (byte)(_databases.Count + 1)]))
            return CosmosReply.Error(409, "the database exists");
        return Described(201, new JsonObject { ["id"] = name }, CosmosData.Name(_databases[name]));
    }

    private CosmosReply CreateContainer(string database, byte[] databaseRid, JsonObject body)
    {
        string name = body["id"]!.GetValue<string>();
        // The set bit tells a container from what else could lie in a database.
        var container = new CosmosData(body, [.. databaseRid, 0x80, 0, 0, (byte)(_containers.Count + 1)], Ranges);
        return _containers.TryAdd(database + "/" + name, container)
            ? Described(201, body, container.Rid)
            : CosmosReply.Error(409, "the container exists");
    }

    private static CosmosReply Described(int status, JsonObject resource, string rid)
    {
        var described = (JsonObject)resource.DeepClone();
        described["_rid"] = rid;
        described["_self"] = "";
        described["_etag"] = "\"1\"";
        described["_ts"] = 1;
        return CosmosReply.Json(status, described, "\"1\"");
    }

    private static CosmosReply RangesOf(CosmosData container) => CosmosReply.Json(200, new JsonObject
    {
        ["_rid"] = container.Rid,
        ["_count"] = container.Ranges,
        ["PartitionKeyRanges"] = new JsonArray([.. Enumerable.Range(0, container.Ranges).Select(i => new JsonObject
        {
            ["_rid"] = container.Rid,
            ["id"] = i.ToString(CultureInfo.InvariantCulture),
            ["_etag"] = "\"1\"",
            ["_self"] = "",
            ["_ts"] = 1,
            ["minInclusive"] = container.Boundary(i),
            ["maxExclusive"] = container.Boundary(i + 1),
            ["ridPrefix"] = i,
            ["throughputFraction"] = 1,
            ["status"] = "online",
            ["parents"] = new JsonArray(),
        })]),
    }, "\"ranges\"");

    private static CosmosReply NoResource() => CosmosReply.Error(404, "there is no such resource", 0);
}
