using System.IO.Compression;
using System.Text;
using Azure;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;

namespace DataSharing.Worker.Tests.Support;

/// <summary>What Durable Functions keeps in a storage account, place by place.</summary>
internal static class Storage
{
    /// <summary>The status of an orchestration, such as <c>Running</c>; null: there is none of this id.</summary>
    public static async Task<string?> StatusAsync(string connection, string hub, string instance)
    {
        NullableResponse<TableEntity> found = await new TableClient(connection, hub
            + "Instances").GetEntityIfExistsAsync<TableEntity>(instance, "");
        return found.HasValue ? found.Value!.GetString("RuntimeStatus") : null;
    }

    /// <summary>Every row, message and blob; compressed ones as they were before.</summary>
    public static async Task<IReadOnlyList<(string Place, byte[] Bytes)>> ReadAllAsync(string connection)
    {
        var all = new List<(string, byte[])>();
        var tables = new TableServiceClient(connection);
        await foreach (TableItem table in tables.QueryAsync())
            await foreach (TableEntity row in tables.GetTableClient(table.Name).QueryAsync<TableEntity>())
                all.Add(
                    ($"table {table.Name}", Encoding.UTF8.GetBytes(
                        string.Join(
                            '\n',
                            row.Select(
                                member => $"{member.Key}={(member.Value is byte[] bytes ? Convert.ToHexString(bytes) : member.Value)}")))));
        // The SDK of queues would decode what is no base64 at all.
        var queues = new QueueServiceClient(connection, new QueueClientOptions { MessageEncoding = QueueMessageEncoding.None });
        await foreach (QueueItem queue in queues.GetQueuesAsync())
            foreach (PeekedMessage? message in (await queues.GetQueueClient(queue.Name).PeekMessagesAsync(32)).Value)
                all.Add(($"queue {queue.Name}", message.Body.ToArray()));
        var blobs = new BlobServiceClient(connection);
        await foreach (BlobContainerItem container in blobs.GetBlobContainersAsync())
            await foreach (BlobItem blob in blobs.GetBlobContainerClient(container.Name).GetBlobsAsync())
                all.Add(
                    ($"blob {container.Name}/{blob.Name}", Plain(
                        (await blobs.GetBlobContainerClient(container.Name).GetBlobClient(blob.Name)
                            .DownloadContentAsync()).Value.Content.ToArray())));
        return all;
    }

    private static byte[] Plain(byte[] bytes)
    {
        if (bytes is not [0x1f, 0x8b, ..])
            return bytes;
        using var plain = new MemoryStream();
        using (var unpacked = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress))
            unpacked.CopyTo(plain);
        return plain.ToArray();
    }
}
