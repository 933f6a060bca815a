using System.Buffers.Binary;

namespace DataSharing.Domain.AccessLog;

/// <summary>The end of a stream: how many entries it has and the hash of the last. The case head keeps it.</summary>
/// <param name="Seq">Number of the last entry; 0 for an empty stream.</param>
/// <param name="Hash">Hash of the last entry; 64 zeros for an empty stream.</param>
public sealed record LogHead(long Seq, string Hash)
{
    /// <summary>The head of a stream without entries.</summary>
    public static LogHead Empty { get; } = new(0, new string('0', 64));
}

/// <summary>
/// The hash chain of a stream: <c>hash = SHA-256(previous ‖ canonical entry ‖ seq)</c> with the previous hash as 32
/// bytes and seq as 8 bytes big-endian. Changing, removing, moving or inserting an entry breaks it; cutting off the end
/// shows against a head kept elsewhere. Pure and thread-safe. Source: FIPS 180-4 for SHA-256.
/// </summary>
public static partial class LogChain
{
    /// <summary>Gives an entry its place after <paramref name="head"/>.</summary>
    /// <returns>The chained entry and the head after it; both go into one commit.</returns>
    /// <exception cref="InvalidOperationException">The entry already has a place.</exception>
    /// <exception cref="ArgumentException">The entry holds something that is no id, code or path.</exception>
    public static (LogEntry Entry, LogHead Head) Append(LogHead head, LogEntry entry)
    {
        if (entry.Seq is not null || entry.Hash is not null || entry.Previous is not null)
            throw new InvalidOperationException("the log entry is already chained");
        long seq = head.Seq + 1;
        string hash = HashOf(head.Hash, entry, seq);
        return (entry with { Seq = seq, Previous = head.Hash, Hash = hash }, new(seq, hash));
    }

    private static string HashOf(string previous, LogEntry entry, long seq)
    {
        Span<byte> number = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(number, seq);
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        sha.AppendData(Convert.FromHexString(previous));
        sha.AppendData(LogJson.Canonical(entry));
        sha.AppendData(number);
        return Convert.ToHexStringLower(sha.GetHashAndReset());
    }
}
