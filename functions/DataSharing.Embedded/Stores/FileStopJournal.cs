using DataSharing.Functions.Storage;

namespace DataSharing.Embedded.Stores;

/// <summary>
/// The stop journal as a text file. Kept apart from the database files, so that restoring those does not restore this. How far
/// it reaches is told to the witness with each entry.
/// </summary>
public sealed class FileStopJournal(
    string path, IJournalWitness? witness = null, SpaceReserve? reserve = null) : IStopJournal, IAsyncDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly IncrementalHash _digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private FileStream? _file;
    private JournalExtent _end;
    private bool _damaged;

    /// <summary>The file's name in its directory.</summary>
    public const string FileName = "stop-journal";

    public string Location => path;

    public async Task AppendAsync(StopEntry entry, CancellationToken cancellation = default)
    {
        byte[] line = Encoding.UTF8.GetBytes(StopJournalLines.Format(entry));
        await _turn.WaitAsync(cancellation);
        try
        {
            Append(line);
            await TellAsync();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or InvalidDataException)
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
        await _turn.WaitAsync(cancellation);
        try
        {
            // Whoever knows all of it need not read it again.
            if (position is not null && _file is not null && !_damaged && File.Exists(path) && position == _end.ToString())
                return new JournalPage([], position);
            if (await ReadFileAsync(cancellation) is { } content)
                return ParseAll(content, JournalExtent.Parse(position));
            return position is null
                ? new JournalPage([], default(JournalExtent).ToString())
                : throw new InvalidDataException($"stop journal {path}: is missing: {StopJournalLines.Remedy}");
        }
        finally
        {
            _turn.Release();
        }
    }

    public async Task<SalvagedJournal> SalvageAsync(CancellationToken cancellation = default)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            var entries = new List<StopEntry>();
            return new SalvagedJournal(entries, StopJournalLines.Salvage(await ReadFileAsync(cancellation), entries));
        }
        finally
        {
            _turn.Release();
        }
    }

    public async Task EnsureAsync(CancellationToken cancellation = default)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            Open();
            await TellAsync();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new StoreUnavailableException($"the stop journal {path} cannot be made or opened by this user", failure);
        }
        finally
        {
            _turn.Release();
        }
    }

    public async Task BeginAnewAsync(CancellationToken cancellation = default)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            Close();
            // CRASH: before the move it is still the journal, after it there is none: either way the verb is run again.
            if (File.Exists(path))
                File.Move(path, $"{path}.aside-{Guid.NewGuid():N}");
            Open();
            await TellAsync();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new StoreUnavailableException($"the stop journal {path} cannot be put aside or made by this user", failure);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Reads a journal that belongs to another installation, and changes nothing of it.</summary>
    /// <exception cref="InvalidDataException">An entry cannot be read; the message names its line.</exception>
    public static async Task<IReadOnlyList<StopEntry>> ReadCopyAsync(string path, CancellationToken cancellation = default) =>
        ParseAll(await File.ReadAllBytesAsync(path, cancellation), default).Entries;

    public ValueTask DisposeAsync()
    {
        Close();
        _turn.Dispose();
        _digest.Dispose();
        return ValueTask.CompletedTask;
    }

    private static JournalPage ParseAll(byte[] content, JournalExtent from)
    {
        var entries = new List<StopEntry>();
        JournalExtent end = StopJournalLines.Read(content, from, "stop journal", entries);
        return new JournalPage(entries, end.ToString());
    }

    private void Append(byte[] line)
    {
        Open();
        if (!File.Exists(path))
            throw new IOException("the stop journal was taken away");
        for (; ; )
        {
            if (_damaged)
                DropUnfinishedLine();
            _damaged = true;
            try
            {
                // CRASH: a line without its end is dropped at the next start; nobody was told that it was written.
                _file!.Write(line);
                _file.Flush(flushToDisk: true);
                break;
            }
            catch (IOException) when (reserve?.Release() == true)
            {
                // The disk is full: what was kept for stops is free now.
            }
        }

        _digest.AppendData(line);
        _end = new JournalExtent(_end.Length + line.Length, Convert.ToHexStringLower(_digest.GetCurrentHash()));
        _damaged = false;
    }

    // An entry is in force with or without it: what the witness missed it learns with the next one.
    private async Task TellAsync()
    {
        if (witness is null)
            return;
        try
        {
            await witness.WriteAsync(_end.ToString());
        }
        catch (StoreUnavailableException)
        {
            // see above
        }
    }

    private async Task<byte[]?> ReadFileAsync(CancellationToken cancellation)
    {
        try
        {
            await using var reader = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            byte[] content = new byte[reader.Length];
            await reader.ReadExactlyAsync(content, cancellation);
            return content;
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new StoreUnavailableException(
                $"the stop journal {path} cannot be read: give it back to the user that runs the program, mode 600, on a disk that works",
                failure);
        }
    }

    private void Open()
    {
        if (_file is not null)
            return;
        bool isNew = !File.Exists(path);
        var options = new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            Share = FileShare.Read,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        _file = new FileStream(path, options);
        if (isNew)
        {
            // CRASH: without its end the mark is dropped, and a journal without one is as good.
            _file.Write(Encoding.ASCII.GetBytes(StopJournalLines.NewMark()));
            _file.Flush(flushToDisk: true);
            // A name that is not durable is a journal that a power cut takes away.
            Keys.PrivateFiles.SyncDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        }

        DropUnfinishedLine();
    }

    private void Close()
    {
        _file?.Dispose();
        _file = null;
    }

    private void DropUnfinishedLine()
    {
        long end = _file!.Length;
        _file.Seek(0, SeekOrigin.Begin);
        byte[] content = new byte[end];
        _file.ReadExactly(content);
        int keep = Array.LastIndexOf(content, (byte)'\n') + 1;
        if (keep < end)
        {
            _file.SetLength(keep);
            _file.Flush(flushToDisk: true);
        }

        _ = _digest.GetHashAndReset();
        _digest.AppendData(content.AsSpan(0, keep));
        _end = new JournalExtent(keep, Convert.ToHexStringLower(_digest.GetCurrentHash()));
        _file.Seek(keep, SeekOrigin.Begin);
        _damaged = false;
    }
}
