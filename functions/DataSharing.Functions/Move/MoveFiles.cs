namespace DataSharing.Functions.Move;

/// <summary>The files of an export: directory 0700, files 0600, written once and durable before the next.</summary>
internal static class MoveFiles
{
    private const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerDirectory = OwnerFile | UnixFileMode.UserExecute;

    public static void MakeDirectory(string path)
    {
        try
        {
            if (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any())
                throw new MoveException($"{path}: is not empty; an export needs a directory of its own");
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(path);
                return;
            }

            Directory.CreateDirectory(path, OwnerDirectory);
            File.SetUnixFileMode(path, OwnerDirectory);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new MoveException($"{path}: cannot be made or written", fault);
        }
    }

    public static async Task WriteAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellation)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.Asynchronous };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerFile;
        try
        {
            await using var file = new FileStream(path, options);
            await file.WriteAsync(content, cancellation);
            file.Flush(flushToDisk: true);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new MoveException($"{path}: cannot be written", fault);
        }
    }

    public static async Task<byte[]> ReadAsync(string path, CancellationToken cancellation)
    {
        try
        {
            return await File.ReadAllBytesAsync(path, cancellation);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new MoveException($"{path}: is missing", missing);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new MoveException($"{path}: cannot be read", fault);
        }
    }
}
