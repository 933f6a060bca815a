using System.Globalization;
using System.Text;
using DataSharing.Functions.Storage;

namespace DataSharing.Embedded.Stores;

/// <summary>
/// The stop journal as a text file. Kept apart from the database files, so that restoring those does not restore this.
/// </summary>
public sealed class FileStopJournal : IStopJournal, IAsyncDisposable
{
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
        byte[] line = Encoding.UTF8.GetBytes(StopJournalLines.Format(entry));
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
        return ParseAll(await ReadFileAsync(cancellation), from);
    }

    /// <summary>Reads a journal that belongs to another installation, and changes nothing of it.</summary>
    /// <exception cref="InvalidDataException">An entry cannot be read; the message names its line.</exception>
    public static async Task<IReadOnlyList<StopEntry>> ReadCopyAsync(string path, CancellationToken cancellation = default) =>
        ParseAll(await File.ReadAllBytesAsync(path, cancellation), 0).Entries;

    private static JournalPage ParseAll(byte[] content, long from)
    {
        var entries = new List<StopEntry>();
        int end = StopJournalLines.Read(content, from, "stop journal", entries);
        return new JournalPage(entries, end.ToString(CultureInfo.InvariantCulture));
    }

    public ValueTask DisposeAsync()
    {
        _turn.Dispose();
        return _file.DisposeAsync();
    }

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
