using DataSharing.Embedded.Keys;
using DataSharing.Embedded.Stores;

namespace DataSharing.Embedded.Installation;

/// <summary>
/// Where the stop journal lies: apart from the data directory, so that neither a copy of that directory nor what puts it back
/// takes the journal along. By default in the user's state directory, under the installation's own id, which lies in the data
/// directory and comes back with it.
/// </summary>
internal static class JournalPlace
{
    public const string Setting = "Journal:Directory";

    private const string IdName = "installation";
    private const string OwnerName = "data-directory";
    private const int IdLength = 32;

    /// <summary>The directory, made if need be. A journal that still lies in the data directory moves there.</summary>
    /// <exception cref="StartRefusedException">It cannot be made or found; the message names the remedy.</exception>
    public static string Open(IConfiguration settings, DataDirectory data, bool development)
    {
        string? named = settings[Setting] is { Length: > 0 } set ? Path.GetFullPath(set) : null;
        try
        {
            string place = named ?? Default(data) ?? data.Path;
            if (place != data.Path)
            {
                Make(place);
                // One inside of the data directory is copied with it.
                if (!place.StartsWith(data.Path + Path.DirectorySeparatorChar, StringComparison.Ordinal))
                    Claim(place, data);
            }

            Adopt(data.FileNamed(FileStopJournal.FileName), Path.Combine(place, FileStopJournal.FileName));
            return place;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // For trying, beside the data is better than not at all.
            if (development && named is null)
                return data.Path;
            throw new StartRefusedException(
                $"{Setting}: the stop journal's directory {named ?? StateDirectory} cannot be used by this user; name one that can, "
                    + "apart from the data directory");
        }
    }

    /// <summary>Where systems keep what a program must remember and no backup of its data should take along; null: none is known.</summary>
    private static string? StateDirectory
    {
        get
        {
            if (OperatingSystem.IsWindows())
                return Environment.GetFolderPath(Environment.SpecialFolder.CommonApplicationData) is { Length: > 0 } common
                    ? Path.Combine(common, "DataSharing")
                    : null;
            // Source: XDG Base Directory Specification 0.8: a path that is not absolute is to be ignored.
            if (Environment.GetEnvironmentVariable("XDG_STATE_HOME") is { Length: > 0 } state && Path.IsPathFullyQualified(state))
                return Path.Combine(state, "DataSharing");
            return Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) is { Length: > 1 } home
                ? Path.Combine(home, ".local", "state", "DataSharing")
                : null;
        }
    }

    private static string? Default(DataDirectory data) => StateDirectory is { } state ? Path.Combine(state, InstallationId(data)) : null;

    private static string InstallationId(DataDirectory data)
    {
        string path = data.FileNamed(IdName);
        if (!File.Exists(path))
            PrivateFiles.TryCreate(
                path, System.Text.Encoding.ASCII.GetBytes(RandomNumberGenerator.GetHexString(IdLength, lowercase: true)));
        string id = File.ReadAllText(path).Trim();
        // It becomes a path.
        return id.Length == IdLength && id.All(char.IsAsciiHexDigitLower)
            ? id
            : throw new StartRefusedException(
                $"{path} does not hold {IdLength} hexadecimal digits; put it back from a copy of the data directory, or name the "
                    + $"journal's directory in {Setting}");
    }

    private static void Make(string place)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(place);
        else
            Directory.CreateDirectory(place, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>
    /// A copy of a data directory brings its installation's id along: it must not write into the journal of the one that it
    /// was copied from.
    /// </summary>
    private static void Claim(string place, DataDirectory data)
    {
        string owner = Path.Combine(place, OwnerName);
        string? former = File.Exists(owner) ? File.ReadAllText(owner) : null;
        if (former == data.Path)
            return;
        if (former is not null && Directory.Exists(former) && !IsSame(former, data))
            throw new StartRefusedException(
                $"{Setting}: {place} holds the stop journal of {former}, which is there still; name another directory for {data.Path}, "
                    + $"or take {former} away if this one takes its place");
        // CRASH: without the new name the former one is asked about again.
        File.Delete(owner);
        PrivateFiles.TryCreate(owner, System.Text.Encoding.UTF8.GetBytes(data.Path));
    }

    // By another name, over a link or a mount.
    private static bool IsSame(string former, DataDirectory data)
    {
        string name = $".same-{Guid.NewGuid():N}";
        using var mark = new FileStream(
            data.FileNamed(name), FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
        return File.Exists(Path.Combine(former, name));
    }

    private static void Adopt(string former, string journal)
    {
        if (former == journal || !File.Exists(former))
            return;
        // CRASH: both are there and hold the same, or only the new one is.
        if (!File.Exists(journal) && PrivateFiles.TryCreate(journal, File.ReadAllBytes(former)))
        {
            File.Delete(former);
            return;
        }

        // A copy of the data directory from before the journal had a place of its own brings an old one along.
        HashSet<string> known = [.. File.ReadLines(journal)];
        if (File.ReadLines(former).Any(line => !known.Contains(line)))
            throw new StartRefusedException($"{former} holds stops that {journal} lacks: append its lines to that file, then take it away");
        File.Delete(former);
    }
}
