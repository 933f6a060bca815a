using DataSharing.Embedded.Sqlite;
using DataSharing.Functions.Integrity;
using DataSharing.Functions.Storage;

namespace DataSharing.Embedded.Stores;

/// <summary>
/// The stores of one data directory: <c>data.db</c> (documents, and whatever else shares its commits) and <c>blobs.db</c>; and
/// the stop journal, which lies elsewhere. Keep the journal when the databases are restored from a backup.
/// </summary>
public sealed class EmbeddedStores : IAsyncDisposable
{
    private const string ReserveName = "reserve";
    private const string JournalReserveName = "stop-journal.reserve";

    /// <summary>Enough for some sixty stops, at about 100 kB each with all that goes to the log of the database.</summary>
    private const long DataReserve = 8 * 1024 * 1024;

    private const long JournalReserve = 256 * 1024;

    private readonly SqliteDatabase _blobFile;
    private readonly FileStopJournal _journal;
    private readonly SqlitePartitionStore _documents;
    private readonly TimeProvider _time;

    private EmbeddedStores(string directory, TimeProvider time, string journalDirectory, IJournalWitness? witness)
    {
        _time = time;
        Directory.CreateDirectory(directory);
        Reserves =
        [
            new SpaceReserve(Path.Combine(directory, ReserveName), DataReserve, DataReserve / 8),
            new SpaceReserve(Path.Combine(journalDirectory, JournalReserveName), JournalReserve, JournalReserve / 8),
        ];
        Data = new SqliteDatabase(Path.Combine(directory, "data.db"), Reserves[0]);
        _blobFile = new SqliteDatabase(Path.Combine(directory, "blobs.db"), Reserves[0]);
        Truncation = new LogTruncation([Data, _blobFile], time);
        Blobs = new SqliteBlobStore(_blobFile, Truncation, time);
        _journal = new FileStopJournal(Path.Combine(journalDirectory, FileStopJournal.FileName), witness, Reserves[1]);
        _documents = new SqlitePartitionStore(Data, Truncation);
        Gate = new StoreGate(_documents, _journal, time, witness);
    }

    /// <summary>The file that the durable engine shares, so that its commits and those of the documents are grouped.</summary>
    public SqliteDatabase Data { get; }

    /// <summary>Closed until the host has awaited its <see cref="StoreGate.OpenAsync"/>.</summary>
    public StoreGate Gate { get; }

    public IPartitionStore Documents => Gate.Store;

    /// <summary>The documents before the gate: for a gate only.</summary>
    internal IPartitionStore OpenDocuments => _documents;

    /// <summary>The number of the latest write to the documents. Grows; only a database that was set back has a lower one.</summary>
    internal long Version => _documents.Version;

    /// <summary>Space that is kept for stops, beside the databases and beside the journal. Empty until somebody fills it.</summary>
    internal IReadOnlyList<SpaceReserve> Reserves { get; }

    public IBlobStore Blobs { get; }

    public IStopJournal Journal => _journal;

    /// <summary>Where the journal's file is.</summary>
    internal string JournalFile => _journal.Location;

    internal SqliteDatabase BlobFile => _blobFile;

    public LogTruncation Truncation { get; }

    /// <param name="journalDirectory">Where the journal lies; null: beside the databases.</param>
    /// <param name="witness">Is told how far the journal reaches.</param>
    public static EmbeddedStores Open(string directory, TimeProvider time, string? journalDirectory = null, IJournalWitness? witness = null)
    {
        var stores = new EmbeddedStores(directory, time, journalDirectory ?? directory, witness);
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
