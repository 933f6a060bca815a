using System.Buffers;
using System.Runtime.InteropServices;

namespace DataSharing.Functions.Azure.Cosmos;

/// <summary>
/// A document as an item: <c>id</c>, <c>pk</c> (the partition's key), <c>due</c> (milliseconds since 1970, of the workflow
/// mark), <c>ttl</c> (seconds) and <c>body</c>. The document keeps a member of its own, because its members may be named id
/// or ttl too.
/// </summary>
internal static class CosmosItem
{
    public const string BodyPath = "/body";
    public const string DuePath = "/due";

    /// <summary>The mark inside of a document, which <see cref="DuePath"/> follows.</summary>
    public const string MarkPath = "/workflowDue";

    /// <summary>Our clock and the service's may differ; a document must not vanish too early.</summary>
    private static readonly TimeSpan ClocksDiffer = TimeSpan.FromMinutes(5);

    /// <summary>Written for each try anew: the SDK closes the stream that it sends.</summary>
    public static MemoryStream Write(
        Partition partition, string id, ReadOnlyMemory<byte> body, DateTimeOffset? due, DateTimeOffset? expiresAt, DateTimeOffset now)
    {
        var buffer = new ArrayBufferWriter<byte>(body.Length + 256);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("id", id);
            writer.WriteString("pk", partition.Key);
            if (due is { } mark)
                writer.WriteNumber("due", mark.ToUnixTimeMilliseconds());
            if (expiresAt is { } end)
                writer.WriteNumber("ttl", TimeToLive(end - now));
            writer.WritePropertyName("body");
            writer.WriteRawValue(body.Span);
            writer.WriteEndObject();
        }

        MemoryMarshal.TryGetArray(buffer.WrittenMemory, out ArraySegment<byte> written);
        return new MemoryStream(written.Array!, written.Offset, written.Count, writable: false, publiclyVisible: true);
    }

    /// <summary>The value of the mark in milliseconds, or null when a patch takes it away.</summary>
    public static long? Due(PatchStep mark) =>
        mark is { Kind: PatchKind.Set, Value: { } value } ? value.GetValue<DateTimeOffset>().ToUnixTimeMilliseconds() : null;

    public static StoredDocument Read(JsonElement item) =>
        new(
            item.GetProperty("id").GetString()!, JsonMarshal.GetRawUtf8Value(item.GetProperty("body")).ToArray(),
            Bare(item.GetProperty("_etag").GetString()!));

    /// <summary>
    /// The service writes entity tags with their quotation marks; callers of the API get them as a header and in bodies, where
    /// a tag is the text between.
    /// </summary>
    public static string Bare(string etag) => etag.Trim('"');

    public static string? Quoted(string? etag) => etag is null ? null : $"\"{etag}\"";

    public static FoundDocument Read(Container container, JsonElement item) =>
        new(new Partition(container, item.GetProperty("pk").GetString()!), Read(item));

    private static int TimeToLive(TimeSpan left) =>
        (int)Math.Clamp(Math.Ceiling((left + ClocksDiffer).TotalSeconds), 1, int.MaxValue);
}
