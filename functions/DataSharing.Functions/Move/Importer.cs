using DataSharing.Functions.Cases;
using DataSharing.Functions.Integrity;
using DataSharing.Functions.Keys;
using DataSharing.Functions.Sharing;
using DataSharing.Functions.Stops;
using Microsoft.Extensions.Logging.Abstractions;

namespace DataSharing.Functions.Move;

/// <summary>What an import came to.</summary>
/// <param name="Applied">Stops and erasures that the documents did not know yet and that are in force now.</param>
/// <param name="WasThere">This export had been imported before; nothing was changed.</param>
public sealed record ImportReport(MoveCounts Counts, string Digest, int Applied, bool WasThere);

/// <summary>
/// Takes an export into empty stores: checks all of it before the first write, writes, replays the stop-and-erase journal,
/// and checks what arrived. Until that is done a mark keeps the store closed. One that broke off is run again.
/// </summary>
/// <remarks>
/// Orchestrations do not move. What one drives is marked as due, so that new ones start; their steps look at the documents'
/// state and do nothing twice: requests that are not over (submitted, held, released) and withdrawals that are not completed.
/// </remarks>
/// <param name="gate">The target's; its store must be the one that is imported into.</param>
public sealed class Importer(
    StoreGate gate, IBlobStore blobs, IKeyService keys, IStopJournal journal, TimeProvider time, LogSeals? seals = null)
{
    private readonly MovedKeys _keys = new(keys);

    private IPartitionStore Store => gate.Store;

    // Nobody else is about to start what these marks call for: the timer need not wait.
    private DateTimeOffset LeftBehind => time.GetUtcNow() - DueWork.LeftBehindAfter;

    /// <param name="digest">What the export printed, to be sure that this is it; null: whoever made it knew the transfer key.</param>
    /// <param name="later">The source's journal as it is now, to which stops may have been added since the export; null: none.</param>
    /// <param name="journalName">Its name, for messages.</param>
    /// <exception cref="MoveException">The export is damaged, for another target, or the target holds other data. Before the first
    /// write, unless the message says otherwise.</exception>
    /// <exception cref="StoreUnavailableException">A store did not answer; run it again.</exception>
    public async Task<ImportReport> RunAsync(
        string directory, string? digest = null, IReadOnlyList<StopEntry>? later = null, string journalName = "the journal",
        CancellationToken cancellation = default)
    {
        using ExportReader export = await ExportReader.OpenAsync(directory, keys, cancellation);
        if (digest is not null && !string.Equals(digest, export.Manifest.Digest, StringComparison.OrdinalIgnoreCase))
            throw new MoveException($"{Path.Combine(directory, Manifest.FileName)}: has another digest than the one given");
        IReadOnlyList<StopEntry> stops = await CheckAsync(export, later, journalName, cancellation);
        await gate.ReplayAsync();
        Manifest manifest = export.Manifest;
        Stored<ImportMark>? mark = await Store.ReadAsync<ImportMark>(ImportMark.Place, ImportMark.DocumentId, cancellation);
        if (mark is not null && mark.Value.Digest != manifest.Digest)
            throw new MoveException("another export was imported here before; import into an empty target");
        if (mark is { Value.DoneAt: not null })
            return new ImportReport(manifest.Counts, manifest.Digest, await StopAsync(stops, cancellation), true);
        if (mark is null)
        {
            await RequireEmptyAsync(cancellation);
            // CRASH: from here on the store stays closed until this export is in it whole.
            await Store.CommitAsync(
                ImportMark.Place, [Operation.Create(ImportMark.DocumentId, new ImportMark(manifest.Digest, time.GetUtcNow()))],
                cancellation);
        }

        await foreach (MovedSecret secret in export.ReadAsync<MovedSecret>(PartKind.Secrets, cancellation))
            await _keys.InAsync(secret, cancellation);
        await AdoptAsync(export, cancellation);
        // Before the documents that name them; what is there already has the same name, and its digest is checked below.
        await foreach (MovedBlob blob in export.ReadAsync<MovedBlob>(PartKind.Blobs, cancellation))
            await blobs.CreateAsync(blob.Name, blob.Content, cancellation);
        await foreach (MovedPartition partition in export.ReadPartitionsAsync(cancellation))
            await WriteAsync(partition, manifest.Key.KeyId, isAgain: mark is not null, cancellation);
        int applied = await StopAsync(stops, cancellation);
        await new Arrival(Store, blobs).RequireAsync(export, cancellation);
        await FinishAsync(cancellation);
        return new ImportReport(manifest.Counts, manifest.Digest, applied, false);
    }

    // Packages that were signed there are collected here; what is signed from now on has this installation's own key.
    private async Task AdoptAsync(ExportReader export, CancellationToken cancellation)
    {
        var signers = new List<byte[]>();
        await foreach (MovedSigner signer in export.ReadAsync<MovedSigner>(PartKind.Signers, cancellation))
            signers.Add(signer.SubjectPublicKeyInfo);
        if (signers.Count == 0)
            return;
        using var own = new PackageSigner(keys, new FormerSigners(Store, NullLogger<FormerSigners>.Instance), time);
        await own.AdoptAsync(signers, cancellation);
    }

    /// <summary>Reads everything once. Returns the stops and erasures that must be in force.</summary>
    private static async Task<IReadOnlyList<StopEntry>> CheckAsync(
        ExportReader export, IReadOnlyList<StopEntry>? later, string journalName, CancellationToken cancellation)
    {
        int documents = 0, entries = 0, read = 0;
        await foreach (MovedSecret _ in export.ReadAsync<MovedSecret>(PartKind.Secrets, cancellation))
            read++;
        await foreach (MovedBlob blob in export.ReadAsync<MovedBlob>(PartKind.Blobs, cancellation))
        {
            BlobDigest.Require(blob.Name, blob.Content, blob.Sha256);
            read++;
        }

        await foreach (MovedPartition partition in export.ReadPartitionsAsync(cancellation))
        {
            documents += partition.Documents.Count;
            entries += LogCheck.Require(partition);
        }

        var stops = new List<StopEntry>();
        await foreach (StopEntry stop in export.ReadAsync<StopEntry>(PartKind.Journal, cancellation))
            stops.Add(stop);
        MoveCounts counts = export.Manifest.Counts;
        if (documents != counts.Documents || entries != counts.LogEntries || stops.Count != counts.Stops
            || read != counts.Blobs + Moved.Secrets.Length)
            throw new MoveException($"{Manifest.FileName}: its counts are not those of its parts");
        if (later is null)
            return stops;
        return later.Count >= stops.Count && later.Take(stops.Count).SequenceEqual(stops)
            ? later
            : throw new MoveException(
                $"{journalName}: is not the journal of the installation that was exported, or is older than the export");
    }

    private async Task RequireEmptyAsync(CancellationToken cancellation)
    {
        foreach (Container container in Moved.Containers)
            if ((await Store.ReadChangesAsync(
                container, null, cancellation: cancellation)).Changes.Any(found => Moved.IsMoved(found.Partition)))
                throw new MoveException($"the target holds {container.ToString().ToLowerInvariant()} already; import into an empty one");
    }

    private async Task WriteAsync(MovedPartition moved, string transferKey, bool isAgain, CancellationToken cancellation)
    {
        var there = new HashSet<string>(StringComparer.Ordinal);
        if (isAgain)
            await foreach (string id in IdsAsync(moved.Partition, cancellation))
                there.Add(id);
        var operations = new List<Operation>();
        int bytes = 0;
        // The head last: until then there is no such case for anybody.
        foreach (MovedDocument document in moved.Documents.Where(one =>
            !there.Contains(one.Id)).OrderBy(one => one.Id == CaseHead.DocumentId))
        {
            Create create = await ArrivingAsync(document, transferKey, cancellation);
            if (operations.Count == CommitLimits.Operations - 10 || bytes + create.Body.Length > CommitLimits.Bytes / 2)
            {
                await CommitAsync(moved.Partition, operations, cancellation);
                (operations, bytes) = ([], 0);
            }

            operations.Add(create);
            bytes += create.Body.Length;
        }

        if (operations.Count > 0)
            await CommitAsync(moved.Partition, operations, cancellation);
    }

    private async Task CommitAsync(Partition partition, List<Operation> operations, CancellationToken cancellation)
    {
        // CRASH: some batches are there and others not; the next run writes what is missing.
        CommitResult result = await Store.CommitAsync(partition, operations, cancellation);
        if (!result.IsCommitted)
            throw new MoveException(
                $"{partition} could not be written ({result.Outcome}): does somebody else use the target? The import is not finished; "
                    + "run it again");
    }

    private async Task<Create> ArrivingAsync(MovedDocument document, string transferKey, CancellationToken cancellation)
    {
        switch (document.Container)
        {
            case Container.Cases when document.Id == CaseHead.DocumentId:
                CaseHead head = document.As<CaseHead>();
                WrappedKey? key = head.CaseKey is null
                    ? null
                    : await _keys.InAsync(
                        head.CaseKey, CaseKeys.HolderKey(head.Holder), ofHolder: true, "case " + head.CaseId, cancellation);
                return Operation.Create(
                    document.Id, head with { CaseKey = key, LogSeal = seals?.Of(LogStream.OfCase(head.CaseId), head.Log) });
            case Container.Cases when document.Id.StartsWith(CaseIds.ReleasePrefix, StringComparison.Ordinal):
                Release release = document.As<Release>();
                if (release.Envelope?.WrappedBy != transferKey)
                    return Operation.Create(document.Id, release);
                WrappedKey wrapped = await _keys.InAsync(
                    new WrappedKey(transferKey, release.Envelope.EncryptedKey), PackageSealer.HubKey(release.Decision.Recipient),
                    ofHolder: false, "release " + release.Id, cancellation);
                return Operation.Create(
                    document.Id,
                    release with { Envelope = release.Envelope with { EncryptedKey = wrapped.EncryptedKey, WrappedBy = wrapped.KeyId } });
            case Container.Cases when document.Id.StartsWith(CaseIds.WithdrawalPrefix, StringComparison.Ordinal):
                WithdrawalDocument withdrawal = document.As<WithdrawalDocument>();
                return Operation.Create(
                    document.Id,
                    withdrawal.State == WithdrawalState.Completed
                        ? withdrawal
                        : withdrawal with { WorkflowDue = withdrawal.WorkflowDue ?? LeftBehind });
            // Seals are by a key of each installation; the chain was checked before.
            case Container.Cases when document.Id.StartsWith(CaseIds.Unchained(""), StringComparison.Ordinal):
                UnchainedEntry waiting = document.As<UnchainedEntry>();
                return Operation.Create(document.Id, waiting.Entry is { } entry ? waiting with { Seal = seals?.Of(entry) } : waiting);
            case Container.Agencies when document.Id == AgencyHead.DocumentId:
                AgencyHead stream = document.As<AgencyHead>();
                return Operation.Create(document.Id, stream with { Seal = seals?.Of(LogStream.OfAgency(stream.Registration), stream.Log) });
            case Container.Requests when document.Id == RequestStore.DocumentId:
                RequestLife request = document.As<RequestLife>();
                return Operation.Create(
                    document.Id, request.IsOver ? request : request with { WorkflowDue = request.WorkflowDue ?? LeftBehind });
            default:
                return Arrival.AsItIs(document);
        }
    }

    private async Task<int> StopAsync(IReadOnlyList<StopEntry> stops, CancellationToken cancellation)
    {
        var known = (await journal.ReadAsync(cancellation: cancellation)).Entries.Select(entry => (entry.Kind, entry.Id)).ToHashSet();
        foreach (StopEntry stop in stops)
            if (known.Add((stop.Kind, stop.Id)))
                await journal.AppendAsync(stop, cancellation);
        return await gate.ReplayAsync();
    }

    private async IAsyncEnumerable<string> IdsAsync(
        Partition partition, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (StoredDocument document in Arrival.ListAsync(Store, partition, cancellation))
            yield return document.Id;
    }

    private async Task FinishAsync(CancellationToken cancellation)
    {
        Stored<ImportMark> mark = (await Store.ReadAsync<ImportMark>(ImportMark.Place, ImportMark.DocumentId, cancellation))!;
        await Store.CommitAsync(
            ImportMark.Place, [Operation.Replace(ImportMark.DocumentId, mark.Value with { DoneAt = time.GetUtcNow() }, mark.ETag)],
            cancellation);
    }
}
