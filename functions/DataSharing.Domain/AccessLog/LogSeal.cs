using System.Buffers.Binary;

namespace DataSharing.Domain.AccessLog;

/// <summary>
/// Keyed seals of a log: of the end of a stream, and of an entry that waits for its place. The chain shows anybody that
/// nothing inside a stream was changed; the seal shows whoever has the key that the stream was not rewritten or cut as a
/// whole, by somebody who can write the database and has no key. Pure and thread-safe.
/// Source: FIPS 198-1 (HMAC), FIPS 180-4 (SHA-256).
/// </summary>
public static class LogSeal
{
    private const byte OfEnd = 1;
    private const byte OfEntry = 2;
    private const byte OfOlder = 3;

    /// <summary>The seal of a stream that ends in <paramref name="head"/>: 64 hexadecimal digits.</summary>
    /// <param name="key">At least 32 bytes, kept outside of the database.</param>
    /// <param name="stream">The stream's name: the seal of one stream is none of another.</param>
    /// <param name="head">The stream's end.</param>
    public static string OfHead(ReadOnlySpan<byte> key, string stream, LogHead head)
    {
        Span<byte> seq = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(seq, head.Seq);
        return Of(key, OfEnd, seq, Encoding.UTF8.GetBytes(stream), Convert.FromHexString(head.Hash));
    }

    /// <summary>The seal of an entry that has no place in the chain yet.</summary>
    /// <param name="key">As of <see cref="OfHead"/>.</param>
    /// <param name="entry">The entry; what gives it its place is not sealed.</param>
    /// <exception cref="ArgumentException">The entry holds something that is no id, code or path.</exception>
    public static string OfWaiting(ReadOnlySpan<byte> key, LogEntry entry) =>
        Of(key, OfEntry, [], Encoding.UTF8.GetBytes(entry.Stream), LogJson.Canonical(entry));

    /// <summary>The seal of the note that a store was set back: whoever has no key can neither make one up nor change one.</summary>
    /// <param name="key">As of <see cref="OfHead"/>.</param>
    /// <param name="id">The note's id.</param>
    /// <param name="at">When it was found.</param>
    /// <param name="version">The store's latest write when it was found.</param>
    /// <param name="missing">How many writes were missing.</param>
    public static string OfSetback(ReadOnlySpan<byte> key, string id, DateTimeOffset at, long version, long missing)
    {
        Span<byte> content = stackalloc byte[16];
        BinaryPrimitives.WriteInt64BigEndian(content, at.UtcTicks);
        BinaryPrimitives.WriteInt64BigEndian(content[8..], missing);
        Span<byte> number = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(number, version);
        return Of(key, OfOlder, number, Encoding.UTF8.GetBytes(id), content.ToArray());
    }

    // Kind and lengths stand before the texts, so that no two things give the same bytes.
    private static string Of(ReadOnlySpan<byte> key, byte kind, ReadOnlySpan<byte> number, byte[] stream, byte[] content)
    {
        using var mac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        Span<byte> length = stackalloc byte[4];
        mac.AppendData([kind]);
        mac.AppendData(number);
        BinaryPrimitives.WriteInt32BigEndian(length, stream.Length);
        mac.AppendData(length);
        mac.AppendData(stream);
        mac.AppendData(content);
        return Convert.ToHexStringLower(mac.GetHashAndReset());
    }
}
