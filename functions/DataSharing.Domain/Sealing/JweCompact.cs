using System.Buffers.Text;

namespace DataSharing.Domain.Sealing;

/// <summary>
/// The compact serialisation in chunks, so that a sender can look at the case again between any two of them and stop.
/// Source: RFC 7516 section 7.1.
/// </summary>
public static class JweCompact
{
    /// <summary>The media type of the compact serialisation.</summary>
    public const string MediaType = "application/jose";

    /// <summary>Largest chunk, in bytes on the wire: 16 KiB.</summary>
    public const int ChunkLength = 16_384;

    // 12 KiB of ciphertext make exactly one chunk. A multiple of 3, so that the encodings of slices join without padding.
    private const int SliceLength = ChunkLength / 4 * 3;

    /// <summary>Length of the whole text in ASCII bytes, for Content-Length.</summary>
    public static int Length(SealedPackage package) =>
        Length(package.Envelope) + Base64Url.GetEncodedLength(package.Ciphertext.Length)
        + 1 + Base64Url.GetEncodedLength(SealedPackage.TagLength);

    /// <summary>
    /// The text's ASCII bytes: first header, key and IV, then the ciphertext in chunks of <see cref="ChunkLength"/>,
    /// then the tag. Lazy: nothing is encoded before it is asked for. Each chunk lies in one reused buffer and is
    /// valid until the next is asked for.
    /// </summary>
    public static IEnumerable<ReadOnlyMemory<byte>> Chunks(SealedPackage package)
    {
        yield return Head(package.Envelope);
        ReadOnlyMemory<byte> ciphertext = package.Ciphertext;
        byte[] buffer = new byte[Math.Min(ChunkLength, Base64Url.GetEncodedLength(ciphertext.Length))];
        for (int at = 0; at < ciphertext.Length; at += SliceLength)
        {
            ReadOnlyMemory<byte> slice = ciphertext.Slice(at, Math.Min(SliceLength, ciphertext.Length - at));
            yield return buffer.AsMemory(0, Base64Url.EncodeToUtf8(slice.Span, buffer));
        }
        byte[] tail = new byte[1 + Base64Url.GetEncodedLength(SealedPackage.TagLength)];
        tail[0] = (byte)'.';
        Base64Url.EncodeToUtf8(package.Tag.Span, tail.AsSpan(1));
        yield return tail;
    }

    private static int Length(PackageEnvelope envelope) =>
        envelope.ProtectedHeader.Length + Base64Url.GetEncodedLength(envelope.EncryptedKey.Length)
        + Base64Url.GetEncodedLength(envelope.Iv.Length) + 3;

    private static byte[] Head(PackageEnvelope envelope)
    {
        byte[] head = new byte[Length(envelope)];
        envelope.ProtectedHeader.CopyTo(head, 0);
        int at = envelope.ProtectedHeader.Length;
        head[at++] = (byte)'.';
        at += Base64Url.EncodeToUtf8(envelope.EncryptedKey, head.AsSpan(at));
        head[at++] = (byte)'.';
        at += Base64Url.EncodeToUtf8(envelope.Iv, head.AsSpan(at));
        head[at] = (byte)'.';
        return head;
    }
}
