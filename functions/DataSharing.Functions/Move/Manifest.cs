using DataSharing.Functions.Keys;

namespace DataSharing.Functions.Move;

/// <summary>What lies in a part.</summary>
internal enum PartKind
{
    Secrets,
    Journal,
    Documents,
    Blobs,
    Signers,
}

/// <summary>What an export holds, for its operator to compare on both sides.</summary>
/// <param name="LogEntries">Chained entries, of cases and of agencies.</param>
/// <param name="Stops">Entries of the stop-and-erase journal.</param>
public sealed record MoveCounts(
    int Registrations, int Agreements, int Cases, int Requests, int Documents, int LogEntries, int Blobs, int Stops);

/// <summary>One file of an export.</summary>
/// <param name="Sha256">Of the file as it lies there, in hexadecimal.</param>
internal sealed record ManifestPart(string Name, PartKind Kind, int Number, int Items, long Bytes, string Sha256);

/// <summary>
/// The table of contents, written last: an export without it was not finished. Nothing in it is secret.
/// </summary>
/// <param name="Version">Of the format.</param>
/// <param name="Export">A random id of this export.</param>
/// <param name="Key">The key of the parts, wrapped for the target.</param>
/// <param name="Digest">SHA-256 over all of this but itself and the seal, and by the parts' digests over the whole export.</param>
/// <param name="Seal">The digest, encrypted with the key of the parts: whoever changes the manifest cannot make it.</param>
internal sealed record Manifest(
    int Version, string Export, DateTimeOffset At, WrappedKey Key, MoveCounts Counts, IReadOnlyList<ManifestPart> Parts, string Digest,
    byte[] Seal)
{
    public const string FileName = "manifest.json";
    public const int CurrentVersion = 1;

    /// <summary>The digest that this manifest must have.</summary>
    public string ComputeDigest() => Convert.ToHexStringLower(SHA256.HashData(StoreJson.Serialize(this with { Digest = "", Seal = [] })));
}

/// <summary>A secret that lies outside of the database, wrapped for the target.</summary>
internal sealed record MovedSecret(string Name, WrappedKey Value);

/// <summary>A public key by which packages of the source are signed, or were: the private one stays in the source's key store.</summary>
internal sealed record MovedSigner(byte[] SubjectPublicKeyInfo);

/// <summary>A document as it lies in its partition, but for keys, which are wrapped for the target.</summary>
internal sealed record MovedDocument(Container Container, string Partition, string Id, byte[] Body)
{
    public T As<T>() => StoreJson.Deserialize<T>(Body);
}

/// <summary>A blob's ciphertext as it lies in its store.</summary>
internal sealed record MovedBlob(string Name, byte[] Sha256, byte[] Content);

/// <summary>All documents of one partition that move.</summary>
internal sealed record MovedPartition(Partition Partition, IReadOnlyList<MovedDocument> Documents);
