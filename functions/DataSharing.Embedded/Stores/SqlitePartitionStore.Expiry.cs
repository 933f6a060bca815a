using Microsoft.Data.Sqlite;

namespace DataSharing.Embedded.Stores;

public sealed partial class SqlitePartitionStore
{
    /// <summary>Drops documents that have expired, at most <paramref name="limit"/>, oldest first. Returns how many.</summary>
    public async Task<int> SweepAsync(DateTimeOffset now, int limit = 500)
    {
        _registry.BeginWrite();
        try
        {
            // CRASH: all of these are gone or none; the next sweep finds the rest.
            int gone = await _database.WriteAsync(session =>
            {
                List<long> expired = session.Query(SelectExpired, row => row.GetInt64(0), now.ToUnixTimeMilliseconds(), (long)limit);
                foreach (long version in expired)
                {
                    session.Execute(DeleteRow, version);
                    session.Execute(KeepVersion, version);
                }

                return expired.Count;
            });
            if (gone > 0)
                _truncation?.Signal();
            return gone;
        }
        catch (Exception failure) when (failure is SqliteException or ObjectDisposedException)
        {
            throw Unavailable(failure);
        }
        finally
        {
            _registry.EndWrite();
        }
    }
}
