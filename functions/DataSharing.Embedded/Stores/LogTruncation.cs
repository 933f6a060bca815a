using DataSharing.Embedded.Sqlite;

namespace DataSharing.Embedded.Stores;

/// <summary>
/// After an erasure, empties the write-ahead logs, where older versions of a page would otherwise stay readable.
/// Several erasures within <see cref="Delay"/> share one truncation; one that a reader prevents is tried again.
/// </summary>
public sealed class LogTruncation : IAsyncDisposable
{
    /// <summary>Well within the minute that the design allows.</summary>
    public static readonly TimeSpan Delay = TimeSpan.FromSeconds(5);

    private readonly IReadOnlyList<SqliteDatabase> _databases;
    private readonly ITimer _timer;
    private int _signalled;

    public LogTruncation(IReadOnlyList<SqliteDatabase> databases, TimeProvider time)
    {
        _databases = databases;
        _timer = time.CreateTimer(_ => _ = RunAsync(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Truncations that emptied every log.</summary>
    public int Completed => Volatile.Read(ref _completed);

    private int _completed;

    public void Signal()
    {
        if (Interlocked.Exchange(ref _signalled, 1) == 0)
            Arm();
    }

    /// <summary>Truncates now. False when a reader prevented it; it is then tried again after <see cref="Delay"/>.</summary>
    public async Task<bool> RunAsync()
    {
        // Cleared first: an erasure that arrives while this runs gets a truncation of its own.
        Interlocked.Exchange(ref _signalled, 0);
        try
        {
            bool done = true;
            foreach (SqliteDatabase database in _databases)
                done &= await database.TruncateLogAsync();
            if (done)
                Interlocked.Increment(ref _completed);
            else
                Signal();
            return done;
        }
        catch (ObjectDisposedException)
        {
            return false; // shutting down; opening again truncates
        }
        catch (Microsoft.Data.Sqlite.SqliteException)
        {
            Signal();
            return false;
        }
    }

    public ValueTask DisposeAsync() => _timer.DisposeAsync();

    private void Arm()
    {
        try
        {
            _timer.Change(Delay, Timeout.InfiniteTimeSpan);
        }
        catch (ObjectDisposedException)
        {
            // shutting down
        }
    }
}
