using System.Security.Cryptography;
using System.Text;

namespace DataSharing.Functions.Storage;

/// <summary>
/// The text of a stop journal, the same wherever it is kept: one line an entry, sixteen hex digits of SHA-256 over the
/// entry, a space, the entry as JSON.
/// </summary>
public static class StopJournalLines
{
    private const int ChecksumLength = 16;

    /// <summary>The entry's line with its end.</summary>
    public static string Format(StopEntry entry)
    {
        byte[] json = StoreJson.Serialize(entry);
        return $"{Checksum(json)} {Encoding.UTF8.GetString(json)}\n";
    }

    /// <summary>Adds the entries behind <paramref name="from"/> and returns the end of the last whole line.</summary>
    /// <param name="name">Of the file or blob, for messages.</param>
    /// <exception cref="InvalidDataException">A line cannot be read, or the journal is shorter than <paramref name="from"/>.</exception>
    public static int Read(ReadOnlyMemory<byte> content, long from, string name, ICollection<StopEntry> entries)
    {
        ReadOnlySpan<byte> bytes = content.Span;
        if (from > bytes.Length || (from > 0 && bytes[(int)from - 1] != '\n'))
            throw new InvalidDataException($"{name}: {bytes.Length} bytes, but {from} were seen before; it was cut or replaced");
        int start = (int)from, line = bytes[..start].Count((byte)'\n');
        for (int length; (length = bytes[start..].IndexOf((byte)'\n')) >= 0; start += length + 1)
            entries.Add(Parse(content.Slice(start, length), name, ++line));
        return start;
    }

    private static StopEntry Parse(ReadOnlyMemory<byte> line, string name, int number)
    {
        if (line.Length <= ChecksumLength || Encoding.ASCII.GetString(line.Span[..ChecksumLength]) != Checksum(line.Span[(ChecksumLength + 1)..]))
            throw new InvalidDataException($"{name}: line {number} is damaged");
        return StoreJson.Deserialize<StopEntry>(line[(ChecksumLength + 1)..]);
    }

    private static string Checksum(ReadOnlySpan<byte> json) => Convert.ToHexStringLower(SHA256.HashData(json).AsSpan(0, ChecksumLength / 2));
}
