using DataSharing.Embedded.Sqlite;
using DataSharing.Functions.Storage;
using Microsoft.Data.Sqlite;

namespace DataSharing.Embedded.Stores;

/// <summary>
/// Blobs as rows of a file of their own. A blob is read whole and its digest checked before the first byte is handed out.
/// </summary>
public sealed class SqliteBlobStore : IBlobStore
{
    private readonly SqliteDatabase _database;
    private readonly LogTruncation? _truncation;
    private readonly TimeProvider _time;

    public SqliteBlobStore(SqliteDatabase database, LogTruncation? truncation = null, TimeProvider? time = null)
    {
        _database = database;
        _truncation = truncation;
        _time = time ?? TimeProvider.System;
        database.WriteAsync(CreateSchema).GetAwaiter().GetResult();
    }

    public Task<bool> CreateAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellation = default)
    {
        byte[] bytes = content.ToArray();
        // CRASH: a blob without a document that names it is an orphan of ciphertext; retention removes it.
        return GuardAsync(_database.WriteAsync(session =>
            session.Execute(
                "INSERT INTO blobs(name, content, created) VALUES($1,$2,$3) ON CONFLICT(name) DO NOTHING", name, bytes, Now) == 1));
    }

    public Task<Stream?> OpenReadAsync(string name, ReadOnlyMemory<byte> sha256, CancellationToken cancellation = default)
    {
        try
        {
            byte[]? content = _database.Read(session => session.Scalar<byte[]>("SELECT content FROM blobs WHERE name=$1", name));
            if (content is null)
                return Task.FromResult<Stream?>(null);
            BlobDigest.Require(name, content, sha256.Span);
            return Task.FromResult<Stream?>(new MemoryStream(content, writable: false));
        }
        catch (Exception failure) when (failure is SqliteException or ObjectDisposedException)
        {
            return Task.FromException<Stream?>(new StoreUnavailableException("the blobs did not answer", failure));
        }
        catch (InvalidDataException damaged)
        {
            return Task.FromException<Stream?>(damaged);
        }
    }

    public async Task DeleteAsync(string name, CancellationToken cancellation = default)
    {
        // CRASH: before the commit the blob is still there and the caller repeats; its key is gone already.
        await GuardAsync(_database.WriteAsync(session => session.Execute("DELETE FROM blobs WHERE name=$1", name)));
        _truncation?.Signal();
    }

    public Task<BlobPage> ListAsync(string? continuation, DateTimeOffset createdBefore, int limit, CancellationToken cancellation = default)
    {
        try
        {
            List<string> names = _database.Read(session => session.Query(
                "SELECT name FROM blobs WHERE name>$1 AND created<$2 ORDER BY name LIMIT $3",
                row => row.GetString(0), continuation ?? "", createdBefore.ToUnixTimeMilliseconds(), (long)limit));
            return Task.FromResult(new BlobPage(names, names.Count < limit ? null : names[^1]));
        }
        catch (Exception failure) when (failure is SqliteException or ObjectDisposedException)
        {
            return Task.FromException<BlobPage>(new StoreUnavailableException("the blobs did not answer", failure));
        }
    }

    private long Now => _time.GetUtcNow().ToUnixTimeMilliseconds();

    private static void CreateSchema(SqliteSession session)
    {
        session.Execute(
            "CREATE TABLE IF NOT EXISTS blobs(name TEXT PRIMARY KEY, created INTEGER NOT NULL DEFAULT 0, content BLOB NOT NULL)");
        // Tables made before blobs had an age: theirs are as old as can be, since nothing is under way while a store opens.
        if (session.Scalar<long>("SELECT count(*) FROM pragma_table_info('blobs') WHERE name='created'") == 0)
            session.Execute("ALTER TABLE blobs ADD COLUMN created INTEGER NOT NULL DEFAULT 0");
        // Covers the listing, so that it reads no content.
        session.Execute("CREATE INDEX IF NOT EXISTS blobs_listed ON blobs(name, created)");
    }

    private static async Task<T> GuardAsync<T>(Task<T> work)
    {
        try
        {
            return await work;
        }
        catch (Exception failure) when (failure is SqliteException or ObjectDisposedException)
        {
            throw new StoreUnavailableException("the blobs did not answer", failure);
        }
    }
}
