using DataSharing.Embedded.Sqlite;
using DataSharing.Embedded.Stores;
using DataSharing.Functions.Storage;
using DataSharing.Functions.Tests.Storage;

namespace DataSharing.Functions.Tests.Stores;

[Trait("Speed", "Slow")]
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
        var here = Partition.Case("c");
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
    public async Task SweepAsync_WhenDocumentsHaveExpired_DropsThemAndNothingElse()
    {
        var here = Partition.Case("c");
        await _store.CommitAsync(
            here,
            Operation.Create("stays", new Inner("a")),
            Operation.Create("late", new Inner("a")) with { ExpiresAt = Noon.AddSeconds(1) },
            Operation.Create("over", new Inner("a")) with { ExpiresAt = Noon },
            Operation.Create("patched", new Inner("a")) with { ExpiresAt = Noon },
            Operation.Create("longer", new Inner("a")) with { ExpiresAt = Noon },
            Operation.Create("freed", new Inner("a")) with { ExpiresAt = Noon },
            Operation.Create("dated", new Inner("a")));
        await _store.CommitAsync(
            here,
            Operation.Patch("patched", PatchStep.Set("/key", "b")),
            Operation.Replace("longer", new Inner("b")) with { ExpiresAt = Noon.AddDays(1) },
            Operation.Replace("freed", new Inner("b")),
            Operation.Replace("dated", new Inner("b")) with { ExpiresAt = Noon });
        Assert.Equal(0, await _store.SweepAsync(Noon.AddMilliseconds(-1)));
        Assert.Equal(3, await _store.SweepAsync(Noon));
        Assert.Equal(["freed", "late", "longer", "stays"], (await _store.ListAsync(here, "")).Select(document => document.Id));
        Assert.Equal(0, await _store.SweepAsync(Noon));
        Assert.Equal(1, await _store.SweepAsync(Noon.AddSeconds(1)));
    }

    [Fact]
    public async Task SweepAsync_WhenTheNewestDocumentGoes_ItsVersionIsNotGivenAgain()
    {
        var here = Partition.Case("c");
        string gone = (await _store.CommitAsync(here, Operation.Create("n", new Inner("a")) with { ExpiresAt = Noon })).Documents[0]!.ETag;
        await _store.SweepAsync(Noon);
        await _database.DisposeAsync();
        _database = new SqliteDatabase(_directory.File("data.db"));
        _store = new SqlitePartitionStore(_database);
        Assert.NotEqual(gone, (await _store.CommitAsync(here, Operation.Create("n", new Inner("a")))).Documents[0]!.ETag);
    }

    [Fact]
    public async Task Open_WhenTheTableIsOfBeforeExpiry_KeepsItsDocumentsAndCanExpireNewOnes()
    {
        await using var old = new SqliteDatabase(_directory.File("old.db"));
        await old.WriteAsync(session =>
        {
            session.Execute(
                "CREATE TABLE documents(version INTEGER PRIMARY KEY, container INTEGER NOT NULL, partition TEXT NOT NULL, id TEXT NOT "
                    + "NULL, due INTEGER, body BLOB NOT NULL, UNIQUE(container, partition, id))");
            session.Execute("INSERT INTO documents VALUES(7, 1, 'c', 'old', NULL, CAST('{\"key\":\"a\"}' AS BLOB))");
        });
        var store = new SqlitePartitionStore(old);
        await store.CommitAsync(Partition.Case("c"), Operation.Create("new", new Inner("b")) with { ExpiresAt = Noon });
        Assert.Equal(1, await store.SweepAsync(Noon));
        Assert.Equal(
            ("a", "7"),
            ((await store.ReadAsync<Inner>(Partition.Case("c"), "old"))!.Value.Key, (await store.ReadAsync(Partition.Case("c"), "old"))!.ETag));
    }

    // The registry's answers are kept while nobody writes it: none may be older than what anyone has seen before the asking.
    [Theory]
    [InlineData(Container.Registry)]
    [InlineData(Container.Cases)]
    public async Task ReadAsync_WhileADocumentIsWritten_NeverGoesBackBehindWhatWasSeenOrAcknowledged(Container container)
    {
        var here = new Partition(container, "p");
        await _store.CommitAsync(here, Operation.Create("n", new Inner("0")));
        int newest = 0, over = 0, late = 0;
        Task[] readers = [.. Enumerable.Range(0, 4).Select(reader => Task.Run(async () =>
        {
            while (Volatile.Read(ref over) == 0)
            {
                int atLeast = Volatile.Read(ref newest);
                Inner read = reader % 2 == 0
                    ? (await _store.ReadAsync<Inner>(here, "n"))!.Value
                    : (await _store.ListAsync<Inner>(here, "n")).Single().Value;
                int seen = int.Parse(read.Key!, System.Globalization.CultureInfo.InvariantCulture);
                if (seen < atLeast)
                    Interlocked.Increment(ref late);
                for (int known = Volatile.Read(ref newest); seen > known
                    && Interlocked.CompareExchange(ref newest, seen, known) != known; known = Volatile.Read(ref newest))
                {
                }
            }
        }))];
        for (int i = 1; i <= 500; i++)
        {
            await _store.CommitAsync(
                here, Operation.Replace("n", new Inner(i.ToString(System.Globalization.CultureInfo.InvariantCulture))));
            Assert.Equal($"{i}", (await _store.ReadAsync<Inner>(here, "n"))!.Value.Key);
        }

        Volatile.Write(ref over, 1);
        await Task.WhenAll(readers);
        Assert.Equal(0, late);
    }

    [Fact]
    public async Task ReadAsync_WhenARegistryDocumentComesAndGoes_SeesItAtOnce()
    {
        var here = Partition.Registry("p");
        Assert.Null(await _store.ReadAsync(here, "n"));
        Assert.Empty(await _store.ListAsync(here, ""));
        await _store.CommitAsync(here, Operation.Create("n", new Inner("a")));
        Assert.NotNull(await _store.ReadAsync(here, "n"));
        Assert.Single(await _store.ListAsync(here, ""));
        await _store.CommitAsync(here, Operation.Delete("n"));
        Assert.Null(await _store.ReadAsync(here, "n"));
        Assert.Empty(await _store.ListAsync(here, ""));
    }

    [Fact]
    public async Task CommitAsync_WhenTheDatabaseIsClosed_IsUnavailable()
    {
        await _database.DisposeAsync();
        await Assert.ThrowsAsync<StoreUnavailableException>(() => _store.CommitAsync(
            Partition.Case("c"), Operation.Create("n", new Inner("a"))));
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

    protected override DateTimeOffset Later => TimeProvider.System.GetUtcNow().AddDays(1);

    [Fact]
    public async Task Open_WhenTheTableHasNoAges_TakesItsBlobsForOld()
    {
        await using var old = new SqliteDatabase(_directory.File("old.db"));
        await old.WriteAsync(session =>
        {
            session.Execute("CREATE TABLE blobs(name TEXT PRIMARY KEY, content BLOB NOT NULL)");
            session.Execute("INSERT INTO blobs(name, content) VALUES('before', x'01')");
        });
        var blobs = new SqliteBlobStore(old);
        await blobs.CreateAsync("after", new byte[] { 1 });
        Assert.Equal(["before"], (await blobs.ListAsync(null, TimeProvider.System.GetUtcNow().AddHours(-1), 10)).Names);
    }

    public void Dispose()
    {
        _database.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _directory.Dispose();
    }
}
