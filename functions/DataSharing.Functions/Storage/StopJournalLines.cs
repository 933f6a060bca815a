namespace DataSharing.Functions.Storage;

/// <summary>
/// The text of a stop journal, the same wherever it is kept: one line an entry, sixteen hex digits of SHA-256 over the
/// entry, a space, the entry as JSON. The first line may be a mark of the journal itself, which makes even an empty one
/// unlike any other.
/// </summary>
public static class StopJournalLines
{
    /// <summary>What to do where the journal is not what it was. Ends each such message.</summary>
    public const string Remedy =
        "put back the newest stop journal (Journal:Directory names its directory, in Azure Journal:Endpoint its account); if it is lost "
            + "for good, the verb accept-journal-loss opens the installation with every case stopped and sealed";

    private const int ChecksumLength = 16;

    /// <summary>The first line of a new journal.</summary>
    public static string NewMark() => $"# stop journal {RandomNumberGenerator.GetHexString(32, lowercase: true)}\n";

    /// <summary>The entry's line with its end.</summary>
    public static string Format(StopEntry entry)
    {
        byte[] json = StoreJson.Serialize(entry);
        return $"{Checksum(json)} {Encoding.UTF8.GetString(json)}\n";
    }

    /// <summary>Adds the entries behind <paramref name="from"/> and returns how far the whole lines go.</summary>
    /// <param name="name">Of the file or blob, for messages.</param>
    /// <exception cref="InvalidDataException">A line cannot be read, or the journal does not hold what <paramref name="from"/> says
    /// it did.</exception>
    public static JournalExtent Read(ReadOnlyMemory<byte> content, JournalExtent from, string name, ICollection<StopEntry> entries)
    {
        ReadOnlySpan<byte> bytes = content.Span;
        if (from.Length > bytes.Length || (from.Length > 0 && bytes[(int)from.Length - 1] != '\n'))
            throw new InvalidDataException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{name}: {bytes.Length} bytes, but {from.Length} were seen before; it was cut or replaced: {Remedy}"));
        int start = (int)from.Length, line = bytes[..start].Count((byte)'\n');
        if (from.Digest is { } digest && JournalExtent.Of(bytes[..start]).Digest != digest)
            throw new InvalidDataException(
                $"{name}: its beginning is not what was seen before; it is another journal, or was changed: {Remedy}");
        for (int length; (length = bytes[start..].IndexOf((byte)'\n')) >= 0; start += length + 1)
        {
            line++;
            if (start > 0 || bytes[0] != '#')
                entries.Add(Parse(content.Slice(start, length), name, line));
        }

        return JournalExtent.Of(bytes[..start]);
    }

    /// <summary>Adds whatever entries can be read, before and after what cannot. Returns how many lines cannot.</summary>
    public static int Salvage(ReadOnlyMemory<byte> content, ICollection<StopEntry> entries)
    {
        int skipped = 0;
        for (int start = 0, length; start < content.Length; start += length + 1)
        {
            length = content.Span[start..].IndexOf((byte)'\n') is >= 0 and var end ? end : content.Length - start;
            if (TryParse(content.Slice(start, length)) is { } entry)
                entries.Add(entry);
            else if (start > 0 || content.Span[0] != '#')
                skipped++;
        }

        return skipped;
    }

    private static StopEntry Parse(ReadOnlyMemory<byte> line, string name, int number) =>
        TryParse(line) ?? throw new InvalidDataException($"{name}: line {number} is damaged: {Remedy}");

    private static StopEntry? TryParse(ReadOnlyMemory<byte> line)
    {
        if (line.Length <= ChecksumLength
            || Encoding.ASCII.GetString(line.Span[..ChecksumLength]) != Checksum(line.Span[(ChecksumLength + 1)..]))
            return null;
        try
        {
            return StoreJson.Deserialize<StopEntry>(line[(ChecksumLength + 1)..]);
        }
        catch (JsonException)
        {
            // whole, and of a kind that this program does not know
            return null;
        }
    }

    private static string Checksum(ReadOnlySpan<byte> json) =>
        Convert.ToHexStringLower(SHA256.HashData(json).AsSpan(0, ChecksumLength / 2));
}

/// <summary>How far a text of lines goes, and the SHA-256 of all of it up to there.</summary>
/// <param name="Digest">64 hexadecimal digits; null in positions from before this was kept: then only the length is compared.</param>
public readonly record struct JournalExtent(long Length, string? Digest)
{
    public static JournalExtent Of(ReadOnlySpan<byte> content) => new(content.Length, Convert.ToHexStringLower(SHA256.HashData(content)));

    /// <summary>Reads what <see cref="ToString"/> wrote; null: nothing was seen yet.</summary>
    /// <exception cref="InvalidDataException">It is no position.</exception>
    public static JournalExtent Parse(string? position)
    {
        string[] parts = position?.Split(':') ?? ["0"];
        return parts.Length <= 2 && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out long length)
            ? new JournalExtent(length, parts.Length == 2 ? parts[1] : null)
            : throw new InvalidDataException("stop journal: the position is not one of this journal");
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Length}{(Digest is null ? "" : ":")}{Digest}");
}
