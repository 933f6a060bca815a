using System.Security.Cryptography;
using System.Text;
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
                return Task.FromException<string?>(new StoreUnavailableException($"{_path} cannot be read: give it back to the user that runs the program", failure));
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
                Write(++_turn, position);
                return Task.CompletedTask;
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
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
        return places.Count == 0 ? (0, null) : places.MaxBy(place => place.Turn);
    }

    private void Write(long turn, string position)
    {
        string text = FormattableString.Invariant($"{turn} {position}").PadRight(PlaceLength - ChecksumLength - 1);
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.Write, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var file = new FileStream(_path, options);
        file.Seek(turn % 2 * PlaceLength, SeekOrigin.Begin);
        // CRASH: this place is torn and the other one counts: the journal is then longer than it says, which is right too.
        file.Write(Encoding.ASCII.GetBytes(text + Checksum(text) + "\n"));
        file.Flush(flushToDisk: true);
    }

    private static (long Turn, string? Position)? Parse(ReadOnlySpan<byte> place)
    {
        string text = Encoding.ASCII.GetString(place[..(PlaceLength - ChecksumLength - 1)]);
        string[] parts = text.TrimEnd().Split(' ');
        return Encoding.ASCII.GetString(place.Slice(text.Length, ChecksumLength)) == Checksum(text) && parts.Length == 2
            && long.TryParse(parts[0], System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out long turn)
                ? (turn, parts[1])
                : null;
    }

    private static string Checksum(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(text)));
}
