using System.Runtime.InteropServices;

namespace DataSharing.Embedded.Keys;

/// <summary>
/// Files that only their owner may read: written once, complete or not at all, never overwritten. On Windows the
/// directory's access list is what protects them; modes are neither set nor checked there.
/// </summary>
internal static class PrivateFiles
{
    private const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerDirectory = OwnerFile | UnixFileMode.UserExecute;
    private const string TemporaryExtension = ".tmp";

    // INVARIANT: one process has the directory (its lock says so), and in it one at a time looks and moves.
    private static readonly Lock Moving = new();

    /// <summary>Makes the directory if needed, refuses one that others may enter, and removes what a crash left half-written.</summary>
    public static void OpenDirectory(string path)
    {
        if (!Directory.Exists(path))
            MakeDirectory(path);
        CheckMode(path, OwnerDirectory, "700");
        foreach (string leftover in Directory.EnumerateFiles(path, "*" + TemporaryExtension))
            File.Delete(leftover);
    }

    private static void MakeDirectory(string path)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, OwnerDirectory);
        SyncDirectory(Path.GetDirectoryName(path)!);
    }

    /// <summary>Refuses a file that others may read or write.</summary>
    public static void Check(string path) => CheckMode(path, OwnerFile, "600");

    /// <summary>The file's bytes, after <see cref="Check"/>.</summary>
    public static byte[] Read(string path)
    {
        Check(path);
        return File.ReadAllBytes(path);
    }

    /// <summary>Creates the file; false if one is there already, which then stays as it is.</summary>
    public static bool TryCreate(string path, ReadOnlySpan<byte> content)
    {
        string directory = Path.GetDirectoryName(path)!;
        string temporary = Path.Combine(directory, $".{Guid.NewGuid():N}{TemporaryExtension}");
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerFile;
        using (var file = new FileStream(temporary, options))
        {
            file.Write(content);
            file.Flush(flushToDisk: true);
        }
        // CRASH: a stop before the move leaves a temporary file, which the next open deletes; no key of it was used.
        // A move that must not overwrite looks first and renames then: of two at once the second would replace what the first was
        // told that it had made.
        lock (Moving)
        {
            if (File.Exists(path))
            {
                File.Delete(temporary);
                return false;
            }

            File.Move(temporary, path, overwrite: false);
        }

        // A key must not be used before its name is durable: what it wrapped would be lost with it.
        SyncDirectory(directory);
        return true;
    }

    private static void CheckMode(string path, UnixFileMode allowed, string octal)
    {
        if (OperatingSystem.IsWindows())
            return;
        if ((File.GetUnixFileMode(path) & ~allowed) != UnixFileMode.None)
            throw new InvalidOperationException(
                $"{path} holds keys but is open to others: run chmod {octal} on it, and replace its keys if others may have read them");
    }

    public static void SyncDirectory(string path)
    {
        if (OperatingSystem.IsWindows())
            return;
        int descriptor = Native.Open(path, 0);
        if (descriptor < 0)
            throw new IOException($"cannot open directory {path} to make it durable");
        try
        {
            if (Native.Sync(descriptor) != 0)
                throw new IOException($"cannot make directory {path} durable");
        }
        finally
        {
            _ = Native.Close(descriptor);
        }
    }

    // The platform offers no way to flush a directory.
    private static class Native
    {
        [DllImport(
            "libc", EntryPoint = "open", SetLastError = true, CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

        [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int Sync(int descriptor);

        [DllImport("libc", EntryPoint = "close", SetLastError = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int Close(int descriptor);
    }
}
