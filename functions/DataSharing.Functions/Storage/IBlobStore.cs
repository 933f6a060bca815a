namespace DataSharing.Functions.Storage;

/// <summary>Ciphertext too large for a document. A name is written once and never again with other content.</summary>
public interface IBlobStore
{
    /// <summary>Writes a blob, durable when the task completes. False, and nothing written, when the name is taken.</summary>
    Task<bool> CreateAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellation = default);

    /// <summary>
    /// The content, or null when there is none. Bytes that do not have the digest raise <see cref="InvalidDataException"/>
    /// no later than where the stream ends: whoever reads to the end has the bytes that were written.
    /// </summary>
    /// <param name="sha256">The SHA-256 that the document naming the blob holds (32 bytes).</param>
    Task<Stream?> OpenReadAsync(string name, ReadOnlyMemory<byte> sha256, CancellationToken cancellation = default);

    /// <summary>Removes a blob; nothing happens when there is none, so that repeating is harmless.</summary>
    Task DeleteAsync(string name, CancellationToken cancellation = default);

    /// <summary>
    /// Names of blobs created before <paramref name="createdBefore"/>, in the store's order, at most <paramref name="limit"/>
    /// a page. Blobs written or removed meanwhile may be in it or not; every other one is in exactly one page.
    /// </summary>
    /// <param name="continuation">Of the page before; null: from the beginning. Good for days.</param>
    Task<BlobPage> ListAsync(string? continuation, DateTimeOffset createdBefore, int limit, CancellationToken cancellation = default);
}

/// <param name="Continuation">Where the next page begins; null: this was the last one.</param>
public sealed record BlobPage(IReadOnlyList<string> Names, string? Continuation);

/// <summary>Digests of blobs.</summary>
public static class BlobDigest
{
    public static byte[] Of(ReadOnlySpan<byte> content) => SHA256.HashData(content);

    public static void Require(string name, ReadOnlySpan<byte> content, ReadOnlySpan<byte> sha256) =>
        RequireDigest(name, Of(content), sha256);

    public static void RequireDigest(string name, ReadOnlySpan<byte> digest, ReadOnlySpan<byte> sha256)
    {
        if (!CryptographicOperations.FixedTimeEquals(digest, sha256))
            throw new InvalidDataException($"blob {name} does not have the digest that its document names");
    }
}
