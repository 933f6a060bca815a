using System.Runtime.CompilerServices;
using DataSharing.Functions.Sharing;
using DataSharing.Functions.Withdrawal.Links;
using DataSharing.Functions.Withdrawal.Page;

namespace DataSharing.Functions.Move;

/// <summary>Checks at the target that everything of an export is there, as it was, and that each log is whole.</summary>
internal sealed class Arrival(IPartitionStore store, IBlobStore blobs)
{
    /// <summary>A document that moves unchanged, with its mark and its end as the store must know them.</summary>
    public static Create AsItIs(MovedDocument document)
    {
        using var body = JsonDocument.Parse(document.Body);
        DateTimeOffset? due = body.RootElement.TryGetProperty("workflowDue", out JsonElement mark) && mark.ValueKind == JsonValueKind.String
            ? mark.GetDateTimeOffset()
            : null;
        DateTimeOffset? expires = document is { Container: Container.Links, Id: StopNumbers.DocumentId }
            ? document.As<LinkTarget>().ExpiresAt
            : null;
        return new Create(document.Id, document.Body, due) { ExpiresAt = expires };
    }

    /// <exception cref="MoveException">Something is not there or not as it was. The store stays closed.</exception>
    public async Task RequireAsync(ExportReader export, CancellationToken cancellation)
    {
        await foreach (MovedPartition moved in export.ReadPartitionsAsync(cancellation))
            await RequireAsync(moved, cancellation);
        await foreach (MovedBlob blob in export.ReadAsync<MovedBlob>(PartKind.Blobs, cancellation))
            await RequireAsync(blob, cancellation);
    }

    public static async IAsyncEnumerable<StoredDocument> ListAsync(
        IPartitionStore store, Partition partition, [EnumeratorCancellation] CancellationToken cancellation)
    {
        const int Size = 200;
        string? after = null;
        IReadOnlyList<StoredDocument> page;
        do
        {
            page = await store.ListAsync(partition, "", limit: Size, after: after, cancellation: cancellation);
            foreach (StoredDocument document in page)
                yield return document;
            after = page.Count > 0 ? page[^1].Id : null;
        }
        while (page.Count == Size);
    }

    private async Task RequireAsync(MovedPartition moved, CancellationToken cancellation)
    {
        var there = new Dictionary<string, StoredDocument>(StringComparer.Ordinal);
        await foreach (StoredDocument document in ListAsync(store, moved.Partition, cancellation))
            there.Add(document.Id, document);
        foreach (MovedDocument document in moved.Documents)
        {
            // The number of a stop may vanish at any moment.
            if (!there.TryGetValue(document.Id, out StoredDocument? arrived))
                _ = document is { Container: Container.Links, Id: StopNumbers.DocumentId }
                    ? true
                    : throw new MoveException($"{moved.Partition}: {document.Id} did not arrive; the import is not finished");
            else if (!MayDiffer(document) && !SameJson(document.Body, arrived.Body))
                throw new MoveException($"{moved.Partition}: {document.Id} is not as it was exported; the import is not finished");
        }

        if (moved.Partition.Container is Container.Cases or Container.Agencies)
            RequireLog(moved.Partition, there);
    }

    private static void RequireLog(Partition partition, Dictionary<string, StoredDocument> there)
    {
        LogHead end = partition.Container == Container.Cases
            ? there[CaseHead.DocumentId].As<CaseHead>().Value.Log
            : there[CaseHead.DocumentId].As<AgencyHead>().Value.Log;
        LogEntry[] chained = [.. there.Values.Where(document => document.Id.StartsWith(CaseIds.ChainedPrefix, StringComparison.Ordinal))
            .OrderBy(document => document.Id, StringComparer.Ordinal).Select(document => document.As<LogEntry>().Value)];
        LogCheck.Require(partition, chained, end);
    }

    private async Task RequireAsync(MovedBlob blob, CancellationToken cancellation)
    {
        try
        {
            _ = await blobs.ReadAllAsync(new BlobReference(blob.Name, blob.Sha256, blob.Content.Length), cancellation);
        }
        catch (Exception fault) when (fault is InvalidDataException or EndOfStreamException)
        {
            throw new MoveException($"blob {blob.Name} is not as it was exported; the import is not finished", fault);
        }
    }

    // Re-wrapped or marked on arrival, or chained when a newer stop was replayed.
    private static bool MayDiffer(MovedDocument document) =>
        document.Container == Container.Requests
        || (document.Container == Container.Agencies && document.Id == AgencyHead.DocumentId)
        || (document.Container == Container.Cases
            && (document.Id == CaseHead.DocumentId
                || document.Id.StartsWith(CaseIds.ReleasePrefix, StringComparison.Ordinal)
                || document.Id.StartsWith(CaseIds.WithdrawalPrefix, StringComparison.Ordinal)
                || document.Id.StartsWith(CaseIds.Unchained(""), StringComparison.Ordinal)));

    private static bool SameJson(ReadOnlyMemory<byte> one, ReadOnlyMemory<byte> other)
    {
        if (one.Span.SequenceEqual(other.Span))
            return true;
        using JsonDocument first = JsonDocument.Parse(one), second = JsonDocument.Parse(other);
        return JsonElement.DeepEquals(first.RootElement, second.RootElement);
    }
}
