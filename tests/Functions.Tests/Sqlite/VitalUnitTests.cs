using DataSharing.Embedded.Sqlite;
using Microsoft.Data.Sqlite;

namespace DataSharing.Functions.Tests.Sqlite;

/// <summary>A full database: what is vital gets the space that was kept, and nothing else does.</summary>
public sealed class VitalUnitTests : IAsyncDisposable, ISpaceReserve
{
    private const int PagesAStep = 20;

    private readonly TemporaryDirectory _directory = new();
    private readonly SqliteDatabase _database;
    /// <summary>False here: whether others are refused is a matter of its own.</summary>
    public bool IsShort { get; private set; }

    private int _kept = 3;
    private int _pages;

    public VitalUnitTests() => _database = new SqliteDatabase(_directory.File("small.db"), this);

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task WriteAsync_WhenFull_CommitsVitalUnitsUntilNothingIsKeptAndRefusesOthers()
    {
        await FillAsync();
        await Assert.ThrowsAsync<SqliteException>(() => InsertAsync(isVital: false));
        Assert.Equal(3, _kept);
        // Each takes a step's worth and more.
        for (int left = 2; left >= 0; left--)
        {
            await InsertAsync(isVital: true);
            Assert.Equal(left, _kept);
        }

        await Assert.ThrowsAsync<SqliteException>(() => InsertAsync(isVital: true));
        Assert.Equal(3, _database.Read(session => session.Scalar<long>("SELECT count(*) FROM vital")));
    }

    [Fact]
    public async Task WriteAsync_WhenFullInAGroup_FailsOnlyWhatIsNotVital()
    {
        await FillAsync();
        // All in one group: the writer is busy meanwhile.
        using ManualResetEventSlim begun = new(), busy = new();
        Task first = _database.WriteAsync(_ =>
        {
            begun.Set();
            busy.Wait();
        });
        begun.Wait();
        Task<bool>[] others = [.. Enumerable.Range(0, 5).Select(_ => FailsAsync(InsertAsync(isVital: false)))];
        Task vital = InsertAsync(isVital: true);
        busy.Set();
        await first;
        await vital;
        Assert.All(await Task.WhenAll(others), Assert.True);
        Assert.Equal(1, _database.Read(session => session.Scalar<long>("SELECT count(*) FROM vital")));
    }

    [Fact]
    public async Task WriteAsync_WhenSpaceIsShort_IsForVitalUnitsAlone()
    {
        await _database.WriteAsync(session => session.Execute("CREATE TABLE vital(content BLOB)"));
        await _database.WriteAsync(session => session.Execute("CREATE TABLE other(content BLOB)"));
        IsShort = true;
        await Assert.ThrowsAsync<SqliteException>(() => InsertAsync(isVital: false));
        await InsertAsync(isVital: true);
        IsShort = false;
        await InsertAsync(isVital: false);
    }

    [Fact]
    public async Task WriteAsync_WhenAVitalUnitFailsForAnotherReason_TakesNothingAndSaysWhy()
    {
        await FillAsync();
        await Assert.ThrowsAsync<FormatException>(() => _database.WriteAsync<int>(_ => throw new FormatException(), isVital: true));
        Assert.Equal(3, _kept);
    }

    private static async Task<bool> FailsAsync(Task work)
    {
        try
        {
            await work;
            return false;
        }
        catch (SqliteException)
        {
            return true;
        }
    }

    private async Task FillAsync() => await _database.WriteAsync(session =>
    {
        session.Execute("CREATE TABLE vital(content BLOB)");
        session.Execute("CREATE TABLE other(content BLOB)");
        _pages = (int)session.Scalar<long>("PRAGMA page_count");
        session.Scalar<long>($"PRAGMA max_page_count={_pages}");
    });

    // Called on the writer's own thread: the limit is the connection's.
    public bool Release()
    {
        if (_kept == 0)
            return false;
        _kept--;
        _pages += PagesAStep;
        _limit!.Scalar<long>($"PRAGMA max_page_count={_pages}");
        return true;
    }

    private SqliteSession? _limit;

    private Task<int> InsertAsync(bool isVital) => _database.WriteAsync(session =>
    {
        _limit = session;
        return session.Execute($"INSERT INTO {(isVital ? "vital" : "other")} VALUES(zeroblob({(PagesAStep - 2) * 4096}))");
    }, isVital);
}
