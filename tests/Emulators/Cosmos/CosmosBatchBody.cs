using System.Text.Json.Nodes;
using Microsoft.Azure.Cosmos;
using Microsoft.Azure.Cosmos.Serialization.HybridRow;
using Microsoft.Azure.Cosmos.Serialization.HybridRow.IO;
using Microsoft.Azure.Cosmos.Serialization.HybridRow.Layouts;
using Microsoft.Azure.Cosmos.Serialization.HybridRow.RecordIO;
using Microsoft.Azure.Cosmos.Serialization.HybridRow.Schemas;

namespace DataSharing.Emulators.Cosmos;

/// <summary>Bodies of transactional batches: HybridRow records under the schema that the SDK carries within it.</summary>
internal static class CosmosBatchBody
{
    private const string SchemaResource = "Microsoft.Azure.Cosmos.Batch.HybridRowBatchSchemas.json";

    private static readonly LayoutResolverNamespace Layouts = ReadLayouts();
    private static readonly Layout ResultLayout = LayoutOf("BatchResult");

    public static async Task<IReadOnlyList<CosmosWrite>> ReadAsync(Stream body)
    {
        var writes = new List<CosmosWrite>();
        Result read = await RecordIOStream.ReadRecordIOAsync(
            body,
            (ReadOnlyMemory<byte> record) =>
            {
                writes.Add(ReadOperation(record));
                return Result.Success;
            },
            (ReadOnlyMemory<byte> _) => Result.Success,
            new MemorySpanResizer<byte>(4096));
        return read == Result.Success ? writes : throw new InvalidDataException($"a batch cannot be read: {read}");
    }

    public static async Task<byte[]> WriteAsync(IReadOnlyList<CosmosWritten> results, IReadOnlyList<CosmosWrite> writes)
    {
        var stream = new MemoryStream();
        Result written = await RecordIOStream.WriteRecordIOAsync(
            stream,
            default,
            (long index, out ReadOnlyMemory<byte> buffer) =>
            {
                buffer = index < results.Count ? WriteResult(results[(int)index], writes[(int)index].Minimal) : default;
                return Result.Success;
            },
            new MemorySpanResizer<byte>(4096));
        return written == Result.Success ? stream.ToArray() : throw new InvalidDataException($"a batch cannot be answered: {written}");
    }

    private static CosmosWrite ReadOperation(ReadOnlyMemory<byte> record)
    {
        var row = new RowBuffer(record.Length);
        if (!row.ReadFrom(record.Span, HybridRowVersion.V1, Layouts))
            throw new InvalidDataException("an operation of a batch cannot be read");
        int type = -1;
        string? id = null, ifMatch = null;
        bool minimal = false;
        JsonObject? body = null;
        var reader = new RowReader(ref row);
        while (reader.Read())
        {
            switch (reader.Path.ToString())
            {
                case "operationType":
                    reader.ReadInt32(out type);
                    break;
                case "id":
                    reader.ReadString(out id);
                    break;
                case "ifMatch":
                    reader.ReadString(out ifMatch);
                    break;
                case "minimalReturnPreference":
                    reader.ReadBool(out minimal);
                    break;
                case "resourceBody":
                    reader.ReadBinary(out byte[] bytes);
                    body = (JsonObject)JsonNode.Parse(bytes)!;
                    break;
            }
        }

        CosmosWriteKind kind = type switch
        {
            0 => CosmosWriteKind.Create,
            1 => CosmosWriteKind.Patch,
            4 => CosmosWriteKind.Delete,
            5 => CosmosWriteKind.Replace,
            _ => throw new InvalidDataException($"operation type {type} is not one that the app uses"),
        };
        return new CosmosWrite(kind, id ?? body!["id"]!.GetValue<string>(), body, ifMatch, minimal);
    }

    private static byte[] WriteResult(CosmosWritten result, bool minimal)
    {
        var row = new RowBuffer(4096);
        row.InitLayout(HybridRowVersion.V1, ResultLayout, Layouts);
        Result written = RowWriter.WriteBuffer(
            ref row, (result, minimal), (ref RowWriter writer, TypeArgument _, (CosmosWritten Written, bool Minimal) one) =>
        {
            Result r = writer.WriteInt32("statusCode", one.Written.Status);
            if (r == Result.Success && one.Written.Document is { } document)
            {
                r = writer.WriteString("eTag", document.ETag);
                if (r == Result.Success && !one.Minimal)
                    r = writer.WriteBinary("resourceBody", System.Text.Encoding.UTF8.GetBytes(document.Item.ToJsonString()));
            }

            if (r == Result.Success && one.Written.Status == 429)
                r = writer.WriteUInt32("retryAfterMilliseconds", 1);
            return r == Result.Success ? writer.WriteFloat64("requestCharge", 5) : r;
        });
        return written == Result.Success ? row.ToArray() : throw new InvalidDataException($"a result cannot be written: {written}");
    }

    private static LayoutResolverNamespace ReadLayouts()
    {
        using Stream schema = typeof(CosmosClient).Assembly.GetManifestResourceStream(SchemaResource)
            ?? throw new InvalidDataException("the SDK carries no batch schema");
        using var reader = new StreamReader(schema);
        return new LayoutResolverNamespace(Namespace.Parse(reader.ReadToEnd()));
    }

    private static Layout LayoutOf(string name) =>
        Layouts.Resolve(Layouts.Namespace.Schemas.Single(schema => schema.Name == name).SchemaId);
}
