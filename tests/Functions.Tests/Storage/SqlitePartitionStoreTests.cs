using DataSharing.Embedded.Sqlite;
using DataSharing.Embedded.Stores;
using DataSharing.Functions.Storage;

namespace DataSharing.Functions.Tests.Storage;

public sealed class SqlitePartitionStoreTests : PartitionStoreContract, IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private SqliteDatabase _database;
    private SqlitePartitionStore _store;

    public SqlitePartitionStoreTests()
    {
        _database = new SqliteDatabase(_directory.File("data.db"));
        _store = new SqlitePartitionStore(_database);
    }

    protected override IPartitionStore Store => _store;

    public void Dispose()
    {
        _database.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _directory.Dispose();
    }

    [Fact]
    public async Task Open_WhenTheNewestDocumentWasDeletedBefore_NeverGivesItsVersionAgain()
    {
        Partition here = Partition.Case("c");
        string gone = (await _store.CommitAsync(here, Operation.Create("n", new Inner("a")))).Documents[0]!.ETag;
        string continuation = (await _store.ReadChangesAsync(Container.Cases, null)).Continuation;
        await _store.CommitAsync(here, Operation.Delete("n"));
        await _database.DisposeAsync();
        _database = new SqliteDatabase(_directory.File("data.db"));
        _store = new SqlitePartitionStore(_database);
        await _store.CommitAsync(here, Operation.Create("n", new Inner("b")));
        Assert.NotEqual(gone, (await _store.ReadAsync(here, "n"))!.ETag);
        Assert.Single((await _store.ReadChangesAsync(Container.Cases, continuation)).Changes);
    }

    [Fact]
    public async Task CommitAsync_WhenTheDatabaseIsClosed_IsUnavailable()
    {
        await _database.DisposeAsync();
        await Assert.ThrowsAsync<StoreUnavailableException>(() => _store.CommitAsync(Partition.Case("c"), Operation.Create("n", new Inner("a"))));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => _store.ReadAsync(Partition.Case("c"), "n"));
    }
}

public sealed class SqliteBlobStoreTests : BlobStoreContract, IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly SqliteDatabase _database;

    public SqliteBlobStoreTests()
    {
        _database = new SqliteDatabase(_directory.File("blobs.db"));
        Blobs = new SqliteBlobStore(_database);
    }

    protected override IBlobStore Blobs { get; }

    public void Dispose()
    {
        _database.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _directory.Dispose();
    }
}
