namespace DataSharing.Functions.Cases;

/// <summary>
/// A case's record at rest: values encrypted in a blob, paths in a document of the case partition. Each version has its own
/// blob under a name of its own, so that nothing is ever overwritten.
/// </summary>
/// <param name="policy">Says what rules may know of a record, which is then kept with its paths; null: nothing is kept.</param>
public sealed class CaseRecords(IPartitionStore store, IBlobStore blobs, PolicySet? policy = null)
{
    /// <summary>Id of a case's one record.</summary>
    public const string RecordId = CaseIds.MainRecord;

    public Task<Stored<RecordDocument>?> FindAsync(CaseId caseId, CancellationToken cancellation = default) =>
        store.ReadAsync<RecordDocument>(Partition.Case(caseId), CaseIds.Record(RecordId), cancellation);

    /// <summary>Encrypts the values and writes the blob. The document that names it is the caller's to commit.</summary>
    public async Task<RecordDocument> SealAsync(
        CaseId caseId, long version, IReadOnlyList<FieldValue> values, CaseKey key, DateTimeOffset at, string by,
        CancellationToken cancellation)
    {
        byte[] clear = RecordEnvelope.Write(values);
        byte[] box = RecordCipher.Seal(key, new RecordBinding(caseId, RecordId, version), clear);
        CryptographicOperations.ZeroMemory(clear);
        string name = BlobNames.NewRecord(caseId, version);
        // CRASH: a blob that no document names is an orphan. It is ciphertext under the case's key and dies with that key.
        await blobs.CreateAsync(name, box, cancellation);
        return new RecordDocument(
            RecordId, version, [.. values.Select(value => value.Path).Order(StringComparer.Ordinal)],
            new BlobReference(name, BlobDigest.Of(box), box.Length), at, by,
            policy is null ? null : CodedAnswers.FactsOf(policy, values, DateOnly.FromDateTime(at.UtcDateTime)));
    }

    /// <summary>Decrypts a version; null when its blob is gone, because a newer version took its place.</summary>
    /// <exception cref="InvalidDataException">The bytes are not those that the document names.</exception>
    /// <exception cref="SealingException">They do not open under the case's key.</exception>
    public async Task<IReadOnlyList<FieldValue>?> OpenAsync(
        CaseId caseId, RecordDocument record, CaseKey key, CancellationToken cancellation = default)
    {
        await using Stream? stream = await blobs.OpenReadAsync(record.Blob.Name, record.Blob.Sha256, cancellation);
        if (stream is null)
            return null;
        using var box = new MemoryStream((int)record.Blob.Length);
        await stream.CopyToAsync(box, cancellation);
        byte[] clear = RecordCipher.Open(
            key, new RecordBinding(caseId, record.Id, record.Version), box.GetBuffer().AsSpan(0, (int)box.Length));
        try
        {
            return RecordEnvelope.Read(clear);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(clear);
        }
    }

    /// <summary>Removes the blob of a version that was replaced or never committed. Left behind it is an orphan, as above.</summary>
    public Task ForgetAsync(RecordDocument record, CancellationToken cancellation) => blobs.DeleteAsync(record.Blob.Name, cancellation);
}
