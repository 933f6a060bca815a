using System.IO.MemoryMappedFiles;

namespace DataSharing.ClockHost;

/// <summary>
/// The machine's clock, wrong by as much as a file says: eight bytes with the ticks by which it is ahead, which whoever sets the
/// clock writes at once. Time passes as it does: timers and timestamps do not step, as on a machine whose clock is corrected.
/// </summary>
public sealed class SteppedClock : TimeProvider, IDisposable
{
    /// <summary>Environment variable with the path of the file.</summary>
    public const string Variable = "CLOCK_FILE";

    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _ahead;

    /// <param name="path">The file; made, with a clock that is right, where there is none.</param>
    public SteppedClock(string path)
    {
        var stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        if (stream.Length < sizeof(long))
            stream.SetLength(sizeof(long));
        _file = MemoryMappedFile.CreateFromFile(
            stream, null, 0, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: false);
        _ahead = _file.CreateViewAccessor();
    }

    /// <summary>
    /// How far the clock is ahead of the machine's; negative: behind. What one process sets, each that shares the file has at
    /// once.
    /// </summary>
    public TimeSpan Ahead
    {
        get => TimeSpan.FromTicks(_ahead.ReadInt64(0));
        set => _ahead.Write(0, value.Ticks);
    }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Ahead;

    public void Dispose()
    {
        _ahead.Dispose();
        _file.Dispose();
    }
}
