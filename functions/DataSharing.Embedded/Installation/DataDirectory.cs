namespace DataSharing.Embedded.Installation;

/// <summary>
/// The directory one engine keeps everything in: readable by its user alone (0700), and held by one process at a time.
/// The hold ends with the process, however it ends.
/// </summary>
public sealed class DataDirectory : IDisposable
{
    private const string LockName = "engine.lock";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private readonly FileStream _hold;

    private DataDirectory(string path, FileStream hold) => (Path, _hold) = (path, hold);

    /// <summary>The full path.</summary>
    public string Path { get; }

    /// <summary><c>DataSharing</c> in the user's local application data.</summary>
    public static string Default => System.IO.Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify),
        "DataSharing");

    /// <summary>Creates the directory if need be and takes hold of it.</summary>
    /// <exception cref="StartRefusedException">Another engine holds it, others may read it and it is not ours to close, or it cannot
    /// be written.</exception>
    public static DataDirectory Open(string path)
    {
        path = System.IO.Path.GetFullPath(path);
        try
        {
            Secure(path);
            var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None };
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            return new DataDirectory(path, new FileStream(System.IO.Path.Combine(path, LockName), options));
        }
        catch (UnauthorizedAccessException)
        {
            throw new StartRefusedException($"the data directory {path} cannot be written by this user");
        }
        catch (IOException) when (File.Exists(System.IO.Path.Combine(path, LockName)))
        {
            throw new StartRefusedException(
                $"the data directory {path} is in use by another engine; stop that one or choose another directory with --data");
        }
        catch (IOException)
        {
            throw new StartRefusedException($"the data directory {path} cannot be created there");
        }
    }

    /// <summary>The path of a file in the directory.</summary>
    public string FileNamed(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => _hold.Dispose();

    private static void Secure(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
            return;
        }

        if (!Directory.Exists(path))
        {
            Directory.CreateDirectory(path, OwnerOnly);
            return;
        }

        if ((File.GetUnixFileMode(path) & ~OwnerOnly) == 0)
            return;
        // Closing a directory that holds other things, a home or /tmp, would break them; ours we close.
        if (!File.Exists(System.IO.Path.Combine(path, LockName))
            && Directory.EnumerateFileSystemEntries(path).Any(entry => System.IO.Path.GetFileName(entry) != Settings.FileName))
            throw new StartRefusedException(
                $"the directory {path} holds other files and other users may read it; choose an empty or a private one with --data");
        File.SetUnixFileMode(path, OwnerOnly);
    }
}
