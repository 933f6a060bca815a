using DataSharing.Embedded.Sqlite;
using DataSharing.Functions.Storage;

namespace DataSharing.Embedded.Stores;

/// <summary>
/// The stores of one data directory: <c>data.db</c> (documents, and whatever else shares its commits), <c>blobs.db</c>,
/// <c>stop-journal</c>. Keep the journal when the databases are restored from a backup.
/// </summary>
public sealed class EmbeddedStores : IAsyncDisposable
{
    private readonly SqliteDatabase _blobFile;
    private readonly FileStopJournal _journal;
    private readonly SqlitePartitionStore _documents;
    private readonly TimeProvider _time;

    private EmbeddedStores(string directory, TimeProvider time)
    {
        _time = time;
        Directory.CreateDirectory(directory);
        Data = new SqliteDatabase(Path.Combine(directory, "data.db"));
        _blobFile = new SqliteDatabase(Path.Combine(directory, "blobs.db"));
        Truncation = new LogTruncation([Data, _blobFile], time);
        Blobs = new SqliteBlobStore(_blobFile, Truncation, time);
        _journal = new FileStopJournal(Path.Combine(directory, "stop-journal"));
        _documents = new SqlitePartitionStore(Data, Truncation);
        Gate = new StoreGate(_documents, _journal, time);
    }

    /// <summary>The file that the durable engine shares, so that its commits and those of the documents are grouped.</summary>
    public SqliteDatabase Data { get; }

    /// <summary>Closed until the host has awaited its <see cref="StoreGate.OpenAsync"/>.</summary>
    public StoreGate Gate { get; }

    public IPartitionStore Documents => Gate.Store;

    /// <summary>The documents before the gate: for a gate only.</summary>
    internal IPartitionStore OpenDocuments => _documents;

    public IBlobStore Blobs { get; }

    public IStopJournal Journal => _journal;

    internal SqliteDatabase BlobFile => _blobFile;

    public LogTruncation Truncation { get; }

    public static EmbeddedStores Open(string directory, TimeProvider time)
    {
        var stores = new EmbeddedStores(directory, time);
        // What was erased shortly before a crash must not stay in the logs until the next erasure.
        stores.Truncation.Signal();
        return stores;
    }

    /// <summary>Drops the documents that have expired. Returns how many.</summary>
    public async Task<int> SweepAsync(CancellationToken cancellation = default)
    {
        const int AtOnce = 500;
        int gone = 0;
        for (int some = AtOnce; some == AtOnce && !cancellation.IsCancellationRequested; gone += some)
            some = await _documents.SweepAsync(_time.GetUtcNow(), AtOnce);
        return gone;
    }

    public async ValueTask DisposeAsync()
    {
        await Truncation.DisposeAsync();
        await Data.DisposeAsync();
        await _blobFile.DisposeAsync();
        await _journal.DisposeAsync();
    }
}
