namespace DataSharing.Benchmarks.Support;

/// <summary>
/// A directory for one run, deleted at its end. On the disk of the temporary directory, or where
/// <c>DATASHARING_BENCHMARKS_DIR</c> says: a memory file system would flatter every durable commit.
/// </summary>
internal sealed class WorkDirectory : IDisposable
{
    public WorkDirectory()
    {
        string parent = Environment.GetEnvironmentVariable("DATASHARING_BENCHMARKS_DIR") ?? System.IO.Path.GetTempPath();
        Path = System.IO.Path.Combine(parent, "datasharing-bench-" + Guid.NewGuid().ToString("N"));
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(Path);
        else
            Directory.CreateDirectory(Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    public string Path { get; }

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
