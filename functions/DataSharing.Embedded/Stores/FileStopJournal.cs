using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using DataSharing.Functions.Storage;

namespace DataSharing.Embedded.Stores;

/// <summary>
/// The stop journal as a text file: one line an entry, sixteen hex digits of SHA-256 over the entry, a space, the entry as
/// JSON. Kept apart from the database files, so that restoring those does not restore this.
/// </summary>
public sealed class FileStopJournal : IStopJournal, IAsyncDisposable
{
    private const int ChecksumLength = 16;

    private readonly string _path;
    private readonly FileStream _file;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private bool _damaged;

    public FileStopJournal(string path)
    {
        _path = path;
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.Read, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        _file = new FileStream(path, options);
        DropUnfinishedLine();
    }

    public async Task AppendAsync(StopEntry entry, CancellationToken cancellation = default)
    {
        byte[] line = Encoding.UTF8.GetBytes(Format(entry));
        await _turn.WaitAsync(cancellation);
        try
        {
            if (_damaged)
                DropUnfinishedLine();
            _damaged = true;
            // CRASH: a line without its end is dropped at the next start; nobody was told that it was written.
            _file.Write(line);
            _file.Flush(flushToDisk: true);
            _damaged = false;
        }
        catch (IOException failure)
        {
            throw new StoreUnavailableException("the stop journal could not be written", failure);
        }
        finally
        {
            _turn.Release();
        }
    }

    public async Task<JournalPage> ReadAsync(string? position = null, CancellationToken cancellation = default)
    {
        long from = position is null ? 0 : long.Parse(position, CultureInfo.InvariantCulture);
        byte[] content = await ReadFileAsync(cancellation);
        if (from > content.Length || (from > 0 && content[from - 1] != '\n'))
            throw new InvalidDataException($"stop journal: {content.Length} bytes, but {from} were seen before; it was cut or replaced");
        var entries = new List<StopEntry>();
        int line = content.AsSpan(0, (int)from).Count((byte)'\n'), start = (int)from;
        for (int end; start < content.Length && (end = Array.IndexOf(content, (byte)'\n', start)) >= 0; start = end + 1)
            entries.Add(Parse(content.AsMemory(start, end - start), ++line));
        return new JournalPage(entries, start.ToString(CultureInfo.InvariantCulture));
    }

    public ValueTask DisposeAsync()
    {
        _turn.Dispose();
        return _file.DisposeAsync();
    }

    internal static string Format(StopEntry entry)
    {
        string json = Encoding.UTF8.GetString(StoreJson.Serialize(entry));
        return $"{Checksum(Encoding.UTF8.GetBytes(json))} {json}\n";
    }

    private static StopEntry Parse(ReadOnlyMemory<byte> line, int number)
    {
        if (line.Length <= ChecksumLength || Encoding.ASCII.GetString(line.Span[..ChecksumLength]) != Checksum(line.Span[(ChecksumLength + 1)..]))
            throw new InvalidDataException($"stop journal: line {number} is damaged");
        return StoreJson.Deserialize<StopEntry>(line[(ChecksumLength + 1)..]);
    }

    private static string Checksum(ReadOnlySpan<byte> json) => Convert.ToHexStringLower(SHA256.HashData(json).AsSpan(0, ChecksumLength / 2));

    private async Task<byte[]> ReadFileAsync(CancellationToken cancellation)
    {
        await using var reader = new FileStream(_path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var content = new byte[reader.Length];
        await reader.ReadExactlyAsync(content, cancellation);
        return content;
    }

    private void DropUnfinishedLine()
    {
        long end = _file.Length;
        _file.Seek(0, SeekOrigin.Begin);
        var content = new byte[end];
        _file.ReadExactly(content);
        long keep = Array.LastIndexOf(content, (byte)'\n') + 1;
        if (keep < end)
        {
            _file.SetLength(keep);
            _file.Flush(flushToDisk: true);
        }

        _file.Seek(keep, SeekOrigin.Begin);
        _damaged = false;
    }
}
