using DataSharing.Functions.Keys;
using DataSharing.Functions.Registry;
using DataSharing.Functions.Sharing;
using Microsoft.Extensions.Logging.Abstractions;

namespace DataSharing.Functions.Move;

/// <summary>What an export came to.</summary>
/// <param name="Digest">Of the whole export, to be compared at the target.</param>
public sealed record ExportReport(MoveCounts Counts, string Digest);

/// <summary>
/// Writes everything that another installation needs to go on: registry, cases with their blobs and logs, requests, links, the
/// stop-and-erase journal, the secrets that links and references rest on, and the public keys of what was signed. Nothing else
/// may write to the stores meanwhile.
/// Ciphertext stays as it is; keys are wrapped for the target; what was stopped or erased leaves without its key.
/// </summary>
public sealed class Exporter(
    IPartitionStore store, IBlobStore blobs, IKeyService keys, IStopJournal journal, TimeProvider time, LogSeals? seals = null,
    ILogger<FormerSigners>? log = null)
{
    private const int PageSize = 500;

    private readonly MovedKeys _keys = new(keys);

    /// <exception cref="MoveException">The directory is not empty, a chain is broken, a blob is missing, or a key does not
    /// open.</exception>
    /// <exception cref="StoreUnavailableException">A store did not answer.</exception>
    public async Task<ExportReport> RunAsync(string directory, AgencyPublicKey target, CancellationToken cancellation = default)
    {
        MoveFiles.MakeDirectory(directory);
        using var writer = new ExportWriter(directory, target);
        foreach (KeyName secret in Moved.Secrets)
            await writer.AddAsync(PartKind.Secrets, await _keys.OutAsync(secret, target, cancellation), cancellation);
        using var signer = new PackageSigner(keys, new FormerSigners(store, log ?? NullLogger<FormerSigners>.Instance), time);
        foreach (SignerKey signs in await signer.FindPublicKeysAsync(cancellation))
            await writer.AddAsync(PartKind.Signers, new MovedSigner(signs.SubjectPublicKeyInfo), cancellation);
        JournalPage stops = await journal.ReadAsync(cancellation: cancellation);
        foreach (StopEntry entry in stops.Entries)
            await writer.AddAsync(PartKind.Journal, entry, cancellation);
        var counts = new MoveCounts(0, 0, 0, 0, 0, 0, 0, stops.Entries.Count);
        var holders = new SortedSet<string>(StringComparer.Ordinal);
        foreach (Container container in Moved.Containers)
            foreach (Partition partition in await PartitionsAsync(container, cancellation))
                counts = await PartitionAsync(writer, target, partition, counts, holders, cancellation);
        foreach (RegistrationId holder in holders)
            counts = await PartitionAsync(writer, target, ReviewQueue.Place(holder), counts, holders, cancellation);
        Manifest manifest = await writer.FinishAsync(time.GetUtcNow(), counts, cancellation);
        return new ExportReport(manifest.Counts, manifest.Digest);
    }

    private async Task<IReadOnlyCollection<Partition>> PartitionsAsync(Container container, CancellationToken cancellation)
    {
        var keysOf = new SortedSet<string>(StringComparer.Ordinal);
        string? continuation = null;
        for (; ; )
        {
            ChangePage page = await store.ReadChangesAsync(container, continuation, PageSize, cancellation: cancellation);
            keysOf.UnionWith(page.Changes.Select(change => change.Partition.Key));
            if (page.Changes.Count == 0)
                return [.. keysOf.Select(key => new Partition(container, key)).Where(Moved.IsMoved)];
            continuation = page.Continuation;
        }
    }

    private async Task<MoveCounts> PartitionAsync(
        ExportWriter writer, AgencyPublicKey target, Partition partition, MoveCounts counts, SortedSet<string> holders,
        CancellationToken cancellation)
    {
        List<MovedDocument> documents = await DocumentsAsync(partition, cancellation);
        int entries = LogCheck.Require(new MovedPartition(partition, documents), seals);
        CaseHead? head = partition.Container == Container.Cases
            ? documents.Single(document => document.Id == CaseHead.DocumentId).As<CaseHead>()
            : null;
        if (head is not null)
            holders.Add(head.Holder);
        foreach (MovedDocument document in documents)
        {
            (MovedDocument moved, BlobReference? blob) = head is null
                ? (document, null)
                : await OfCaseAsync(head, document, target, cancellation);
            await writer.AddAsync(PartKind.Documents, moved, cancellation);
            if (blob is null)
                continue;
            await writer.AddAsync(PartKind.Blobs, await BlobAsync(blob, partition, cancellation), cancellation);
            counts = counts with { Blobs = counts.Blobs + 1 };
        }

        return counts with
        {
            Registrations = counts.Registrations + Count(documents, Container.Registry, RegistryKeys.RegistrationId),
            Agreements = counts.Agreements + Count(documents, Container.Registry, RegistryKeys.AgreementId),
            Cases = counts.Cases + (head is null ? 0 : 1),
            Requests = counts.Requests + Count(documents, Container.Requests, RequestStore.DocumentId),
            Documents = counts.Documents + documents.Count,
            LogEntries = counts.LogEntries + entries,
        };
    }

    private async Task<List<MovedDocument>> DocumentsAsync(Partition partition, CancellationToken cancellation)
    {
        var documents = new List<MovedDocument>();
        IReadOnlyList<StoredDocument> page;
        do
        {
            page = await store.ListAsync(
                partition, "", limit: PageSize, after: documents.Count == 0 ? null : documents[^1].Id, cancellation: cancellation);
            documents.AddRange(
                page.Select(document => new MovedDocument(partition.Container, partition.Key, document.Id, document.Body.ToArray())));
        }
        while (page.Count == PageSize);
        return documents;
    }

    private async Task<(MovedDocument, BlobReference?)> OfCaseAsync(
        CaseHead head, MovedDocument document, AgencyPublicKey target, CancellationToken cancellation)
    {
        if (document.Id == CaseHead.DocumentId && head.CaseKey is { } key)
        {
            WrappedKey wrapped = await _keys.OutAsync(key.KeyId, key.EncryptedKey, target, "case " + head.CaseId, cancellation);
            return (document with { Body = StoreJson.Serialize(head with { CaseKey = wrapped }) }, null);
        }

        if (document.Id.StartsWith(CaseIds.RecordPrefix, StringComparison.Ordinal))
            return (document, head.CaseKey is null ? null : document.As<RecordDocument>().Blob);
        if (!document.Id.StartsWith(CaseIds.ReleasePrefix, StringComparison.Ordinal)
            || document.As<Release>() is not { IsOpen: true, Envelope: { } envelope } release)
            return (document, null);
        RequestLife? request = (await store.ReadAsync<RequestLife>(
            Partition.Request(release.RequestId), RequestStore.DocumentId, cancellation))?.Value;
        // Dead already, or nobody can ask for it any more: it leaves without its key.
        if (request is null || head.Stops.Any(release.IsCoveredBy))
            return (document with { Body = StoreJson.Serialize(release with { Envelope = null }) }, null);
        if (request.OwnKey)
            return (document, release.Blob);
        WrappedKey moved = await _keys.OutAsync(envelope.ReadKeyId(), envelope.EncryptedKey, target, "release " + release.Id, cancellation);
        return (document with
        {
            Body = StoreJson.Serialize(
            release with { Envelope = envelope with { EncryptedKey = moved.EncryptedKey, WrappedBy = moved.KeyId } })
        }, release.Blob);
    }

    private async Task<MovedBlob> BlobAsync(BlobReference blob, Partition partition, CancellationToken cancellation)
    {
        try
        {
            return new MovedBlob(blob.Name, blob.Sha256, await blobs.ReadAllAsync(blob, cancellation));
        }
        catch (Exception fault) when (fault is InvalidDataException or EndOfStreamException)
        {
            throw new MoveException($"the blob {blob.Name} of {partition} is missing or damaged", fault);
        }
    }

    private static int Count(List<MovedDocument> documents, Container container, string id) =>
        documents.Count(document => document.Container == container && document.Id == id);
}
