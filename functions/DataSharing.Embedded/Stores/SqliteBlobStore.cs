using DataSharing.Embedded.Sqlite;
using DataSharing.Functions.Storage;
using Microsoft.Data.Sqlite;

namespace DataSharing.Embedded.Stores;

/// <summary>Blobs as rows of a file of their own. A blob is read whole and its digest checked before the first byte is handed out.</summary>
public sealed class SqliteBlobStore : IBlobStore
{
    private readonly SqliteDatabase _database;
    private readonly LogTruncation? _truncation;

    public SqliteBlobStore(SqliteDatabase database, LogTruncation? truncation = null)
    {
        _database = database;
        _truncation = truncation;
        database.WriteAsync(session => session.Execute("CREATE TABLE IF NOT EXISTS blobs(name TEXT PRIMARY KEY, content BLOB NOT NULL)")).GetAwaiter().GetResult();
    }

    public Task<bool> CreateAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellation = default)
    {
        byte[] bytes = content.ToArray();
        // CRASH: a blob without a document that names it is an orphan of ciphertext; retention removes it.
        return GuardAsync(_database.WriteAsync(session =>
            session.Execute("INSERT INTO blobs(name, content) VALUES($1,$2) ON CONFLICT(name) DO NOTHING", name, bytes) == 1));
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
