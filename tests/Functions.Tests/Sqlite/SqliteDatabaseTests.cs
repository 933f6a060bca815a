using DataSharing.Embedded.Sqlite;

namespace DataSharing.Functions.Tests.Sqlite;

public sealed class SqliteDatabaseTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("ds-sqlite-").FullName;
    private readonly SqliteDatabase _database;

    public SqliteDatabaseTests()
    {
        _database = new SqliteDatabase(Path.Combine(_directory, "t.db"));
        _database.WriteAsync(s => { s.Execute("CREATE TABLE t(id INTEGER PRIMARY KEY, v TEXT)"); }).Wait();
    }

    public void Dispose()
    {
        _database.DisposeAsync().AsTask().GetAwaiter().GetResult();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task WriteAsync_WhenItCompletes_ReadersSeeIt()
    {
        await _database.WriteAsync(s => s.Execute("INSERT INTO t VALUES($1,$2)", 1L, "a"));
        Assert.Equal("a", _database.Read(s => s.Scalar<string>("SELECT v FROM t WHERE id=$1", 1L)));
    }

    [Fact]
    public async Task WriteAsync_WhenAUnitThrows_OnlyThatUnitIsUndone()
    {
        Task<int> first = _database.WriteAsync(s => s.Execute("INSERT INTO t VALUES(1,'a')"));
        Task<int> second = _database.WriteAsync<int>(s =>
        {
            s.Execute("INSERT INTO t VALUES(2,'b')");
            throw new InvalidOperationException("no");
        });
        Task<int> third = _database.WriteAsync(s => s.Execute("INSERT INTO t VALUES(3,'c')"));
        await first;
        await Assert.ThrowsAsync<InvalidOperationException>(() => second);
        await third;
        Assert.Equal([1L, 3L], _database.Read(s => s.Query("SELECT id FROM t ORDER BY id", r => r.GetInt64(0))));
    }

    [Fact]
    public async Task WriteAsync_WhenManyAreQueued_SharesCommits()
    {
        long before = _database.Commits;
        await Task.WhenAll(
            Enumerable.Range(1, 400).Select(i => _database.WriteAsync(s => s.Execute("INSERT INTO t VALUES($1,'x')", (long)i))));
        Assert.Equal(400L, _database.Read(s => s.Scalar<long>("SELECT COUNT(*) FROM t")));
        Assert.InRange(_database.Commits - before, 1, 399);
    }

    [Fact]
    public async Task TruncateLogAsync_WhenContentWasDeleted_LeavesItInNoFile()
    {
        await _database.WriteAsync(s => s.Execute("INSERT INTO t VALUES(1,$1)", "needle-in-the-file"));
        await _database.WriteAsync(s => s.Execute("DELETE FROM t"));
        Assert.True(await _database.TruncateLogAsync());
        foreach (string file in Directory.GetFiles(_directory))
            Assert.DoesNotContain("needle-in-the-file", await ReadSharedAsync(file), StringComparison.Ordinal);
    }

    [Fact]
    public void Open_WhenTheFileIsNew_OnlyItsOwnerMayReadIt()
    {
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(_directory, "t.db")));
    }

    private static async Task<string> ReadSharedAsync(string file)
    {
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(stream, System.Text.Encoding.Latin1);
        return await reader.ReadToEndAsync();
    }
}
