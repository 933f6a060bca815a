using DataSharing.Functions.Storage;

namespace DataSharing.Embedded.Keys;

/// <summary>
/// A short text in a file beside the keys that is written again and again: two places of fixed length, in turn, so that a
/// crash while one is written leaves the other. Thread safe.
/// </summary>
public sealed class KeptMark : IJournalWitness
{
    /// <summary>How far the stop journal reached.</summary>
    public const string JournalEnd = "stop-journal-end";

    /// <summary>The latest write of the database.</summary>
    public const string DatabaseEnd = "database-end";

    private const int PlaceLength = 256;
    private const int ChecksumLength = 64;

    private readonly string _path;
    private readonly Lock _lock = new();
    private long _turn = -1;

    /// <param name="directory">That of the keys; it must be there.</param>
    public KeptMark(string directory, string name) => _path = Path.Combine(Path.GetFullPath(directory), name);

    /// <exception cref="InvalidDataException">There is one and it cannot be read: it is not as if there were none.</exception>
    public Task<string?> ReadAsync(CancellationToken cancellation = default)
    {
        lock (_lock)
        {
            try
            {
                return Task.FromResult(Read().Position);
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                return Task.FromException<string?>(
                    new StoreUnavailableException($"{_path} cannot be read: give it back to the user that runs the program", failure));
            }
            catch (InvalidDataException damaged)
            {
                return Task.FromException<string?>(damaged);
            }
        }
    }

    public Task WriteAsync(string position, CancellationToken cancellation = default)
    {
        lock (_lock)
        {
            try
            {
                if (_turn < 0)
                    _turn = Read().Turn;
                Write(_turn + 1, position);
                // Only now: after a failure the same place, torn perhaps, is written again, and never the whole one.
                _turn++;
                return Task.CompletedTask;
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or InvalidDataException)
            {
                return Task.FromException(new StoreUnavailableException("a mark could not be kept with the keys", failure));
            }
        }
    }

    private (long Turn, string? Position) Read()
    {
        if (!File.Exists(_path))
            return (0, null);
        byte[] content = PrivateFiles.Read(_path);
        var places = new List<(long Turn, string? Position)>();
        for (int at = 0; at + PlaceLength <= content.Length; at += PlaceLength)
            if (Parse(content.AsSpan(at, PlaceLength)) is { } place)
                places.Add(place);
        return places.Count > 0
            ? places.MaxBy(place => place.Turn)
            : throw new InvalidDataException(
                $"{_path} is damaged: put it back from the newest copy of the key directory; only if there is none take it away: what it "
                    + "would show, a stop journal or a database older than it was, then goes unnoticed once");
    }

    private void Write(long turn, string position)
    {
        string text = FormattableString.Invariant($"{turn} {position}").PadRight(PlaceLength - ChecksumLength - 1);
        byte[] place = Encoding.ASCII.GetBytes(text + Checksum(text) + "\n");
        long at = turn % 2 * PlaceLength;
        // CRASH: a new one is there whole, by a name that stays, or not at all.
        if (!File.Exists(_path) && PrivateFiles.TryCreate(_path, [.. new byte[at], .. place]))
            return;
        using var file = new FileStream(_path, new FileStreamOptions { Mode = FileMode.Open, Access = FileAccess.Write, BufferSize = 0 });
        file.Seek(at, SeekOrigin.Begin);
        // CRASH: this place is torn and the other one counts: the journal is then longer than it says, which is right too.
        file.Write(place);
        file.Flush(flushToDisk: true);
    }

    private static (long Turn, string? Position)? Parse(ReadOnlySpan<byte> place)
    {
        string text = Encoding.ASCII.GetString(place[..(PlaceLength - ChecksumLength - 1)]);
        string[] parts = text.TrimEnd().Split(' ');
        return Encoding.ASCII.GetString(place.Slice(text.Length, ChecksumLength)) == Checksum(text) && parts.Length == 2
            && long.TryParse(
                parts[0], System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out long turn)
                ? (turn, parts[1])
                : null;
    }

    private static string Checksum(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(text)));
}
