using System.Buffers.Binary;

namespace DataSharing.Domain.Sealing;

/// <summary>
/// The Concat key derivation with SHA-256, as JOSE uses it. Source: NIST SP 800-56A section 5.8.1; RFC 7518 section 4.6.2.
/// </summary>
internal static class ConcatKdf
{
    /// <param name="secret">The agreed secret; not kept.</param>
    /// <param name="algorithm">What the derived key is for: it goes in, so that no other algorithm gets the same key.</param>
    /// <param name="length">Bytes to derive: at most 32, one round of the hash.</param>
    public static byte[] Derive(
        ReadOnlySpan<byte> secret, string algorithm, ReadOnlySpan<byte> producer, ReadOnlySpan<byte> consumer, int length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, SHA256.HashSizeInBytes);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, 1);
        hash.AppendData(secret);
        AppendWithLength(hash, Encoding.ASCII.GetBytes(algorithm));
        AppendWithLength(hash, producer);
        AppendWithLength(hash, consumer);
        Append(hash, length * 8);
        byte[] whole = hash.GetHashAndReset();
        byte[] key = whole[..length];
        CryptographicOperations.ZeroMemory(whole);
        return key;
    }

    private static void AppendWithLength(IncrementalHash hash, ReadOnlySpan<byte> part)
    {
        Append(hash, part.Length);
        hash.AppendData(part);
    }

    private static void Append(IncrementalHash hash, int number)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, number);
        hash.AppendData(bytes);
    }
}
