namespace DataSharing.Embedded.Hosting.Timers;

/// <summary>
/// Remembers, over restarts, up to which moment each timer function has kept its schedule. One small JSON file in the data
/// directory, replaced whole. Thread-safe.
/// </summary>
internal sealed class TimerJournal
{
    private readonly Lock _gate = new();
    private readonly string _path;
    private readonly Dictionary<string, DateTime> _kept;

    public TimerJournal(string path)
    {
        _path = path;
        _kept = Load(path);
    }

    /// <summary>The last occurrence kept (UTC), or the moment the function was first seen; null if it never was.</summary>
    public DateTime? LastKept(string function)
    {
        lock (_gate)
            return _kept.TryGetValue(function, out DateTime moment) ? moment : null;
    }

    public void Keep(string function, DateTime occurrence)
    {
        lock (_gate)
        {
            _kept[function] = occurrence;
            // CRASH: before the move the old file stands, so the occurrence just run is run again: timers are at least once.
            string draft = _path + ".new";
            using (FileStream file = File.Create(draft))
            {
                JsonSerializer.Serialize(file, _kept);
                file.Flush(flushToDisk: true);
            }

            File.Move(draft, _path, overwrite: true);
        }
    }

    private static Dictionary<string, DateTime> Load(string path)
    {
        if (!File.Exists(path))
            return new(StringComparer.OrdinalIgnoreCase);
        try
        {
            return new(
                JsonSerializer.Deserialize<Dictionary<string, DateTime>>(File.ReadAllBytes(path)) ?? [], StringComparer.OrdinalIgnoreCase);
        }
        catch (JsonException)
        {
            // A damaged journal costs at most one extra or one missed run a function; it must not keep the host down.
            return new(StringComparer.OrdinalIgnoreCase);
        }
    }
}
