using DataSharing.Functions.Cases;

namespace DataSharing.Functions.Sharing;

/// <summary>Opens the record of a case for one release.</summary>
public sealed class RecordReader(CaseRecords records, CaseKeyCache caseKeys)
{
    /// <summary>The values; none when nothing was recorded yet.</summary>
    /// <exception cref="InvalidDataException">The blob is not what its document names, or the case's key was destroyed.</exception>
    /// <exception cref="SealingException">The record does not open under the case's key.</exception>
    public async Task<IReadOnlyList<FieldValue>> ReadAsync(CaseSnapshot snapshot, CancellationToken cancellation = default)
    {
        CaseId caseId = snapshot.Head.CaseId;
        while (await records.FindAsync(caseId, cancellation) is { } record)
        {
            using CaseKey key = await caseKeys.OpenAsync(snapshot.Head, cancellation);
            if (await records.OpenAsync(caseId, record.Value, key, cancellation) is { } values)
                return values;
            // Replaced since it was found: the commit over this snapshot will fail, but what is read must still be one version.
            if ((await records.FindAsync(caseId, cancellation))?.Value.Version == record.Value.Version)
                throw new InvalidDataException("the record's blob is missing");
        }

        return [];
    }
}

/// <summary>Reading a blob whole.</summary>
internal static class BlobReading
{
    /// <summary>All bytes; their digest is checked.</summary>
    /// <exception cref="InvalidDataException">There is no such blob, or it is not what the document names.</exception>
    public static async Task<byte[]> ReadAllAsync(this IBlobStore blobs, BlobReference blob, CancellationToken cancellation = default)
    {
        await using Stream stream = await blobs.OpenReadAsync(blob.Name, blob.Sha256, cancellation)
            ?? throw new InvalidDataException("a blob is missing");
        byte[] bytes = GC.AllocateUninitializedArray<byte>(checked((int)blob.Length));
        await stream.ReadExactlyAsync(bytes, cancellation);
        // The digest is checked where the stream ends.
        return await stream.ReadAsync(new byte[1], cancellation) == 0
            ? bytes
            : throw new InvalidDataException("a blob is longer than its document says");
    }
}
