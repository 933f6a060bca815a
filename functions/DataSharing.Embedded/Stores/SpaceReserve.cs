using DataSharing.Embedded.Sqlite;

namespace DataSharing.Embedded.Stores;

/// <summary>
/// Space on a disk that is kept for stops: a file that is shortened, step by step, when a stop finds the disk full. It lies
/// beside what a stop writes to. Thread safe.
/// </summary>
/// <param name="size">In bytes, when it is whole.</param>
/// <param name="step">By how much one stop shortens it: more than one stop needs.</param>
public sealed class SpaceReserve(string path, long size, long step) : ISpaceReserve
{
    private readonly Lock _lock = new();

    private const long BetweenTries = 1000;

    private volatile bool _isFilled;

    // One that is there and smaller than it should be was freed before this start.
    private volatile bool _isReleased = new FileInfo(path) is { Exists: true } file && file.Length < size;
    private long _tried;

    /// <summary>Whether it was asked to be filled yet.</summary>
    public bool IsFilled => _isFilled;

    /// <summary>
    /// It is not whole, freed now or before the start, and there is still no room to make it so. Tries to, once a second.
    /// </summary>
    public bool IsShort
    {
        get
        {
            if (!_isReleased)
                return false;
            long now = Environment.TickCount64, tried = Interlocked.Read(ref _tried);
            if (now - tried >= BetweenTries && Interlocked.CompareExchange(ref _tried, now, tried) == tried)
                TryFill();
            return _isReleased;
        }
    }

    /// <summary>Frees a step. False: there is nothing left, and the disk is really full.</summary>
    public bool Release()
    {
        lock (_lock)
        {
            try
            {
                using var file = new FileStream(path, FileMode.Open, FileAccess.Write);
                if (file.Length == 0)
                    return false;
                file.SetLength(Math.Max(0, file.Length - step));
                _isReleased = true;
                return true;
            }
            catch (Exception none) when (none is IOException or UnauthorizedAccessException)
            {
                return false;
            }
        }
    }

    /// <summary>Whether it is as large as it should be.</summary>
    public bool IsWhole
    {
        get
        {
            lock (_lock)
                return new FileInfo(path) is { Exists: true } file && file.Length >= size;
        }
    }

    /// <summary>Makes it whole again, if the disk has room for it and as much beside it. False: not now.</summary>
    public bool TryFill()
    {
        lock (_lock)
        {
            _isFilled = true;
            try
            {
                var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.Write, BufferSize = 0 };
                if (!OperatingSystem.IsWindows())
                    options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
                using var file = new FileStream(path, options);
                if (file.Length >= size)
                {
                    _isReleased = false;
                    return true;
                }

                if (FreeSpace.Of(path) is { } free && free < 2 * size)
                {
                    // What is left is for stops alone, whoever used up the rest.
                    _isReleased = true;
                    return false;
                }

                file.Seek(0, SeekOrigin.End);
                // Random: a file system that compresses would keep nothing for a file of zeros.
                for (byte[] some = new byte[64 * 1024]; file.Length < size;)
                {
                    RandomNumberGenerator.Fill(some);
                    file.Write(some);
                }

                file.Flush(flushToDisk: true);
                _isReleased = false;
                return true;
            }
            catch (IOException)
            {
                _isReleased = true;
                return false;
            }
            catch (UnauthorizedAccessException)
            {
                // Nothing is known of the space.
                return false;
            }
        }
    }
}

/// <summary>How much a disk still takes.</summary>
internal static class FreeSpace
{
    /// <summary>Bytes that this user may still write where the path lies; null where it cannot be told.</summary>
    public static long? Of(string path)
    {
        try
        {
            return VolumeOf(path)?.AvailableFreeSpace;
        }
        catch (Exception unknown) when (unknown is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Whether both paths lie on one volume; false where it cannot be told.</summary>
    public static bool IsShared(string one, string other) =>
        VolumeOf(one) is { } first && VolumeOf(other) is { } second && first.RootDirectory.FullName == second.RootDirectory.FullName;

    // The mount whose root is the longest that the path begins with.
    private static DriveInfo? VolumeOf(string path)
    {
        string full = Path.GetFullPath(path);
        return DriveInfo.GetDrives()
            .Where(drive => full.StartsWith(Path.TrimEndingDirectorySeparator(drive.RootDirectory.FullName), StringComparison.Ordinal))
            .MaxBy(drive => drive.RootDirectory.FullName.Length);
    }
}
