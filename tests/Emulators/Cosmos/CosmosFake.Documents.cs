using System.Text.Json.Nodes;

namespace DataSharing.Emulators.Cosmos;

public sealed partial class CosmosFake
{
    private const int LargestBatch = 100;
    private const int LargestRequest = 2 * 1024 * 1024;
    private const double ChargeOfAWrite = 5;

    private DateTimeOffset Now => _time.GetUtcNow();

    private CosmosReply Point(string operation, HttpRequestMessage request, CosmosData container, string id, JsonObject? body)
    {
        string key = KeyOf(request) ?? throw new NotSupportedException("a point operation without a partition key");
        if (operation == "read")
            return container.Find(key, id, Now) is { } found
                ? CosmosReply.Json(200, found.Item, found.ETag)
                : CosmosReply.Error(404, "there is no such item");
        CosmosWriteKind kind = Enum.Parse<CosmosWriteKind>(operation, ignoreCase: true);
        CosmosWritten written = container.Commit(key, [new CosmosWrite(kind, id, body, Header(request, "If-Match"))], Now)[0];
        return written switch
        {
            { Document: { } document } => CosmosReply.Json(written.Status, document.Item, document.ETag, ChargeOfAWrite),
            { Status: >= 400 } => CosmosReply.Error(written.Status, "refused"),
            _ => new CosmosReply(written.Status, Charge: ChargeOfAWrite),
        };
    }

    private async Task<CosmosReply> BatchAsync(HttpRequestMessage request, string[] path, MemoryStream body, CosmosFault? fault)
    {
        if (body.Length > LargestRequest)
            return CosmosReply.Error(413, "the request is too large");
        IReadOnlyList<CosmosWrite> writes = await CosmosBatchBody.ReadAsync(body);
        if (writes.Count > LargestBatch || !IsTrue(request, "x-ms-cosmos-batch-atomic"))
            return CosmosReply.Error(400, "not an atomic batch of at most a hundred operations");
        string key = KeyOf(request)!;
        IReadOnlyList<CosmosWritten> results;
        lock (_lock)
        {
            if (Find(path) is not { } container)
                return CosmosReply.Error(404, "there is no such container", 1003);
            results = fault?.At == CosmosFaultAt.InBatch ? [new CosmosWritten(fault.Status, null)] : container.Commit(key, writes, Now);
        }

        bool failed = results[^1].Status >= 400;
        if (failed)
        {
            CosmosWritten beside = new(424, null);
            results = [.. Enumerable.Range(0, writes.Count).Select(i => i == results.Count - 1 ? results[i] : beside)];
        }

        return new CosmosReply(
            failed ? 207 : 200, await CosmosBatchBody.WriteAsync(results, writes), Charge: ChargeOfAWrite * writes.Count);
    }

    private static string? KeyOf(HttpRequestMessage request) =>
        Header(request, "x-ms-documentdb-partitionkey") is { } key ? JsonNode.Parse(key)![0]!.GetValue<string>() : null;
}
