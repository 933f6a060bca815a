using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace DataSharing.Emulators.Cosmos;

/// <summary>A stored item with its system members.</summary>
internal sealed record CosmosDocument(string Key, string Id, JsonObject Item, string ETag, long Lsn, DateTimeOffset WrittenAt)
{
    public bool IsExpired(DateTimeOffset now) => Item["ttl"]?.GetValue<long>() is > 0 and { } ttl && now >= WrittenAt.AddSeconds(ttl);
}

/// <summary>One container. Not thread safe: the fake lets one request in at a time, which makes it linearizable.</summary>
internal sealed class CosmosData(JsonObject definition, byte[] rid, int ranges)
{
    private const int LargestItem = 2 * 1024 * 1024;

    private readonly Dictionary<(string Key, string Id), CosmosDocument> _documents = [];
    private long _lsn;

    public JsonObject Definition { get; } = definition;

    public string Rid { get; } = Name(rid);

    public int Ranges { get; } = ranges;

    public IEnumerable<CosmosDocument> Live(DateTimeOffset now) => _documents.Values.Where(document => !Gone(document, now));

    public int RangeOf(string key) => (int)(key.Aggregate(2166136261u, (hash, c) => (hash ^ c) * 16777619u) % (uint)Ranges);

    public CosmosDocument? Find(string key, string id, DateTimeOffset now) =>
        _documents.TryGetValue((key, id), out CosmosDocument? document) && !Gone(document, now) ? document : null;

    /// <summary>Runs writes that become visible together, or not at all when one of them fails.</summary>
    public IReadOnlyList<CosmosWritten> Commit(string key, IReadOnlyList<CosmosWrite> writes, DateTimeOffset now)
    {
        var before = new Dictionary<(string, string), CosmosDocument?>();
        long lsn = _lsn + 1;
        var results = new List<CosmosWritten>();
        foreach (CosmosWrite write in writes)
        {
            CosmosDocument? current = Find(key, write.Id, now);
            before.TryAdd((key, write.Id), current);
            (int status, CosmosDocument? next) = Apply(key, write, current, lsn, now);
            results.Add(new CosmosWritten(status, next));
            if (status >= 400)
            {
                foreach (((string, string) place, CosmosDocument? document) in before)
                    Put(place, document);
                return results;
            }

            Put((key, write.Id), next);
        }

        _lsn = lsn;
        return results;
    }

    public void Clear() => _documents.Clear();

    public static string Name(byte[] rid) => Convert.ToBase64String(rid).Replace('/', '-');

    private bool Gone(CosmosDocument document, DateTimeOffset now) => Definition["defaultTtl"] is not null && document.IsExpired(now);

    private void Put((string, string) place, CosmosDocument? document)
    {
        if (document is null)
            _documents.Remove(place);
        else
            _documents[place] = document;
    }

    private (int Status, CosmosDocument? Next) Apply(string key, CosmosWrite write, CosmosDocument? current, long lsn, DateTimeOffset now)
    {
        if (write.Kind == CosmosWriteKind.Create ? current is not null : current is null)
            return (write.Kind == CosmosWriteKind.Create ? 409 : 404, null);
        if (write.IfMatch is { } etag && etag != current?.ETag)
            return (412, null);
        if (write.Kind == CosmosWriteKind.Delete)
            return (204, null);
        var item = (JsonObject)(write.Kind == CosmosWriteKind.Patch ? current!.Item : write.Body!).DeepClone();
        if (write.Kind == CosmosWriteKind.Patch && !CosmosPatch.TryApply(item, write.Body!))
            return (400, null);
        if (item["id"]?.GetValue<string>() != write.Id || item["pk"]?.GetValue<string>() != key
            || write.Id.AsSpan().IndexOfAny("/\\?#") >= 0)
            return (400, null);
        CosmosDocument next = Stamped(key, write.Id, item, lsn, now);
        return Encoding.UTF8.GetByteCount(item.ToJsonString()) > LargestItem
            ? (413, null)
            : (write.Kind == CosmosWriteKind.Create ? 201 : 200, next);
    }

    private CosmosDocument Stamped(string key, string id, JsonObject item, long lsn, DateTimeOffset now)
    {
        string etag = $"\"{Guid.NewGuid()}\"";
        byte[] place = [.. rid, .. BitConverter.GetBytes(lsn)];
        item["_rid"] = Name(place);
        item["_self"] = "";
        item["_etag"] = etag;
        item["_attachments"] = "attachments/";
        // The service counts whole seconds, and a time to live from them.
        item["_ts"] = now.ToUnixTimeSeconds();
        item["_lsn"] = lsn;
        return new CosmosDocument(key, id, item, etag, lsn, DateTimeOffset.FromUnixTimeSeconds(now.ToUnixTimeSeconds()));
    }

    /// <summary>The boundary below range <paramref name="index"/>, as the service writes hashes.</summary>
    public string Boundary(int index) =>
        index == 0 ? "" : index == Ranges ? "FF" : (index * 256 / Ranges).ToString("X2", CultureInfo.InvariantCulture);
}

internal enum CosmosWriteKind
{
    Create,
    Patch,
    Delete,
    Replace,
}

internal sealed record CosmosWrite(CosmosWriteKind Kind, string Id, JsonObject? Body, string? IfMatch, bool Minimal = false);

internal sealed record CosmosWritten(int Status, CosmosDocument? Document);
