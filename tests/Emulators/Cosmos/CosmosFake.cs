using System.Text.Json.Nodes;

namespace DataSharing.Emulators.Cosmos;

/// <summary>
/// Azure Cosmos DB's gateway as far as the app uses it, in memory: account, containers, point operations, transactional
/// batches, partial updates, the app's queries, the change feed, time to live and request charges. One request at a time,
/// so that it is linearizable as an account with Strong consistency. Faults can be put before or after any request.
/// </summary>
/// <param name="time">What time to live is counted by.</param>
public sealed partial class CosmosFake(TimeProvider? time = null)
{
    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, byte[]> _databases = [];
    private readonly Dictionary<string, CosmosData> _containers = [];
    private int _calls;

    /// <summary>Asked for each request; null: nothing goes wrong with it.</summary>
    public Func<CosmosCall, CosmosFault?>? Faults { get; set; }

    /// <summary>Requests seen so far, refused ones among them.</summary>
    public int Calls => _calls;

    /// <summary>The one token that is taken; null: any.</summary>
    public string? Token { get; set; }

    public string Consistency { get; set; } = "Strong";

    public int WriteRegions { get; set; } = 1;

    public int Regions { get; set; } = 1;

    /// <summary>Physical partitions of containers that are created from now on.</summary>
    public int Ranges { get; set; } = 1;

    /// <summary>No answer to a query holds more items, whatever was asked for.</summary>
    public int LargestPage { get; set; } = int.MaxValue;

    /// <summary>The handler to give to a client. Any number of them share this account.</summary>
    public HttpMessageHandler Handler() => new InProcess(this);

    /// <summary>Forgets all items; the containers stay.</summary>
    public void Clear()
    {
        lock (_lock)
            foreach (CosmosData container in _containers.Values)
                container.Clear();
    }

    public async Task<HttpResponseMessage> HandleAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        string[] path = [.. request.RequestUri!.AbsolutePath.Split(
            '/', StringSplitOptions.RemoveEmptyEntries).Select(Uri.UnescapeDataString)];
        using var body = new MemoryStream();
        if (request.Content is not null)
            await request.Content.CopyToAsync(body, cancellation);
        body.Position = 0;
        string operation = OperationOf(request, path);
        var call = new CosmosCall(operation, path.Length > 3 ? path[3] : "", Interlocked.Increment(ref _calls));
        CosmosFault? fault = Faults?.Invoke(call);
        if (fault?.At == CosmosFaultAt.Before)
            return Broken(fault, request);
        if (Header(request, "Authorization") is not { } authorization
            || (Token is not null && !Uri.UnescapeDataString(authorization).EndsWith("&sig=" + Token, StringComparison.Ordinal)))
            return CosmosReply.Error(401, "not the token").ToHttp(request);
        CosmosReply reply = operation == "batch"
            ? await BatchAsync(request, path, body, fault)
            : Answer(operation, request, path, body.Length == 0 ? null : JsonNode.Parse(body.ToArray()) as JsonObject);
        return fault?.At == CosmosFaultAt.After ? Broken(fault, request) : reply.ToHttp(request);
    }

    private static HttpResponseMessage Broken(CosmosFault fault, HttpRequestMessage request) => fault.Status == 0
        ? throw new HttpRequestException("the connection broke")
        : CosmosReply.Error(fault.Status, "as the test wanted", fault.SubStatus).ToHttp(request);

    private static string OperationOf(HttpRequestMessage request, string[] path) => (path, request.Method.Method) switch
    {
        ([], _) => "account",
        (["dbs", _, "colls", _, "docs"], "GET") => "changes",
        (["dbs", _, "colls", _, "docs"], _) when IsTrue(request, "x-ms-cosmos-is-batch-request") => "batch",
        (["dbs", _, "colls", _, "docs"], _) when IsTrue(request, "x-ms-cosmos-is-query-plan-request") => "plan",
        (["dbs", _, "colls", _, "docs"], _) when IsTrue(request, "x-ms-documentdb-isquery")
            || request.Content?.Headers.ContentType?.MediaType == "application/query+json" => "query",
        (["dbs", _, "colls", _, "docs"], _) => "create",
        (["dbs", _, "colls", _, "docs", _], "GET") => "read",
        (["dbs", _, "colls", _, "docs", _], "PUT") => "replace",
        (["dbs", _, "colls", _, "docs", _], "PATCH") => "patch",
        (["dbs", _, "colls", _, "docs", _], "DELETE") => "delete",
        _ => "metadata",
    };

    private CosmosReply Answer(string operation, HttpRequestMessage request, string[] path, JsonObject? body)
    {
        lock (_lock)
        {
            if (operation == "account")
                return Account(request);
            if (operation == "metadata")
                return Metadata(request, path, body);
            if (Find(path) is not { } container)
                return CosmosReply.Error(404, "there is no such container", 1003);
            return operation switch
            {
                "query" => Query(request, container, body!),
                "plan" => Plan(body!),
                "changes" => Changes(request, container),
                _ => Point(operation, request, container, path.Length > 5 ? path[5] : body!["id"]!.GetValue<string>(), body),
            };
        }
    }

    private CosmosData? Find(string[] path) => path.Length < 4
        ? null
        : _containers.GetValueOrDefault(path[1] + "/" + path[3])
            ?? _containers.Values.SingleOrDefault(container => container.Rid == path[3]);

    private static string? Header(HttpRequestMessage request, string name) =>
        request.Headers.TryGetValues(name, out IEnumerable<string>? values) ? string.Join(",", values) : null;

    private static bool IsTrue(HttpRequestMessage request, string name) =>
        string.Equals(Header(request, name), "true", StringComparison.OrdinalIgnoreCase);

    private sealed class InProcess(CosmosFake fake) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            // As over a network, others get their turn meanwhile.
            await Task.Yield();
            return await fake.HandleAsync(request, cancellationToken);
        }
    }
}
