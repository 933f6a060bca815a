using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace DataSharing.Embedded.Sqlite;

/// <summary>
/// One SQLite file with one writer thread and pooled readers. Write units queued while a commit is on its way to the
/// disk are grouped into the next transaction, so that many callers share one <c>fdatasync</c>.
/// </summary>
/// <remarks>
/// Guarantees: units run one after another in the order in which they were queued; a unit that throws is undone alone; the
/// task of a unit completes only after the COMMIT that holds it is durable
/// (<c>journal_mode=WAL</c>, <c>synchronous=FULL</c>; https://www.sqlite.org/wal.html, section 2.3, and
/// https://www.sqlite.org/pragma.html#pragma_synchronous). Deleted content is overwritten (<c>secure_delete=ON</c>).
/// These settings are asserted on each connection: a connection without them is not used. Thread safe.
/// </remarks>
public sealed partial class SqliteDatabase : IAsyncDisposable
{
    private const int LargestGroup = 512;

    private readonly string _path;
    private readonly ConcurrentBag<SqliteSession> _readers = [];
    private readonly Channel<Unit> _queue = Channel.CreateUnbounded<Unit>(new UnboundedChannelOptions { SingleReader = true });
    private readonly SqliteSession _writer;
    private readonly Thread _thread;
    private readonly ISpaceReserve? _reserve;
    private int _disposed;

    /// <summary>Opens or creates the file (mode 0600). Throws <see cref="SqliteException"/> when it cannot be opened.</summary>
    /// <param name="reserve">Space that is kept for vital units; null: none is.</param>
    public SqliteDatabase(string path, ISpaceReserve? reserve = null)
    {
        _reserve = reserve;
        _path = System.IO.Path.GetFullPath(path);
        CreateFile(_path);
        _writer = Open(readOnly: false);
        _thread = new Thread(WriteLoop) { IsBackground = true, Name = "sqlite " + System.IO.Path.GetFileName(_path) };
        _thread.Start();
    }

    /// <summary>Where the file is.</summary>
    public string Path => _path;

    /// <summary>Transactions committed so far; grouping shows as fewer commits than units.</summary>
    public long Commits => Volatile.Read(ref _commits);

    private long _commits;

    /// <summary>
    /// Queues a unit of work; the task completes after the durable commit that holds it. It may run twice before that, so it
    /// changes nothing but the database; what it returns is that of the last run.
    /// </summary>
    /// <param name="isVital">Where the disk is full, it is tried again with the space that was kept.</param>
    public Task<T> WriteAsync<T>(Func<SqliteSession, T> unit, bool isVital = false)
    {
        var work = new Unit<T>(unit) { IsVital = isVital };
        if (!_queue.Writer.TryWrite(work))
            return Task.FromException<T>(new ObjectDisposedException(nameof(SqliteDatabase)));
        return work.Task;
    }

    /// <inheritdoc cref="WriteAsync{T}(Func{SqliteSession, T}, bool)"/>
    public Task WriteAsync(Action<SqliteSession> unit) => WriteAsync<bool>(session =>
    {
        unit(session);
        return true;
    });

    /// <summary>Runs a query against the last durable commit. A read started after a write task completed sees that write.</summary>
    public T Read<T>(Func<SqliteSession, T> query)
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, this);
        if (!_readers.TryTake(out SqliteSession? session))
            session = Open(readOnly: true);
        try
        {
            return query(session);
        }
        finally
        {
            if (Volatile.Read(ref _disposed) == 0)
                _readers.Add(session);
            else
                session.Dispose();
        }
    }

    /// <summary>
    /// Moves the write-ahead log into the database file and truncates it, so that overwritten content is in neither.
    /// Returns false when a running reader prevented it; the caller tries again later.
    /// </summary>
    public Task<bool> TruncateLogAsync()
    {
        var work = new Checkpoint();
        return _queue.Writer.TryWrite(work) ? work.Task : Task.FromException<bool>(new ObjectDisposedException(nameof(SqliteDatabase)));
    }

    public ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return ValueTask.CompletedTask;
        _queue.Writer.Complete();
        _thread.Join();
        _writer.Dispose();
        while (_readers.TryTake(out SqliteSession? reader))
            reader.Dispose();
        return ValueTask.CompletedTask;
    }

    private void WriteLoop()
    {
        ChannelReader<Unit> queue = _queue.Reader;
        var group = new List<Unit>(LargestGroup);
        while (queue.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            while (group.Count < LargestGroup && queue.TryPeek(out Unit? next) && next is not Checkpoint && queue.TryRead(out next))
                group.Add(next);
            if (group.Count > 0)
                Commit(group);
            else if (queue.TryRead(out Unit? checkpoint))
                ((Checkpoint)checkpoint).Run(_writer);
            group.Clear();
        }
    }

    // CRASH: before COMMIT returns nothing of the group is durable and nobody was told otherwise; after it all of it is.
    private void Commit(List<Unit> group)
    {
        // What was freed for one stop is for the next one, not for whatever comes in between.
        if (_reserve?.IsShort == true)
            RefuseOthers(group);
        if (group.Count == 0)
            return;
        try
        {
            _writer.Execute("BEGIN IMMEDIATE");
            if (!group.TrueForAll(unit => unit.TryRun(_writer)))
            {
                // Rare, so that savepoints are paid for only then: all of it again, each unit by itself.
                TryRollback();
                RequireRoom(group);
                _writer.Execute("BEGIN IMMEDIATE");
                RunApart(group);
            }

            _writer.Execute("COMMIT");
            Interlocked.Increment(ref _commits);
        }
        catch (SqliteException failure)
        {
            TryRollback();
            foreach (Unit unit in group)
            {
                if (!unit.IsVital || !IsFull(failure) || !CommitWithReserve(unit))
                    unit.Fail(failure);
            }

            return;
        }

        // None found the disk full: that ends the whole transaction.
        foreach (Unit unit in group)
            unit.Complete();
    }

    private static void RefuseOthers(List<Unit> group)
    {
        foreach (Unit unit in group)
            if (!unit.IsVital)
                unit.Fail(new SqliteException("the disk is full; what is left is kept for stops", SQLitePCL.raw.SQLITE_FULL));
        group.RemoveAll(unit => !unit.IsVital);
    }

    // CRASH: as in Commit; what was freed is kept again once there is room.
    private bool CommitWithReserve(Unit unit)
    {
        while (_reserve?.Release() == true)
        {
            try
            {
                _writer.Execute("BEGIN IMMEDIATE");
                if (!unit.TryRun(_writer) && IsFull(unit.Failure))
                {
                    TryRollback();
                    continue;
                }

                // What failed for another reason left nothing behind that could be committed.
                _writer.Execute(unit.Failure is null ? "COMMIT" : "ROLLBACK");
                if (unit.Failure is null)
                    Interlocked.Increment(ref _commits);
                unit.Complete();
                return true;
            }
            catch (SqliteException full) when (IsFull(full))
            {
                TryRollback();
            }
            catch (SqliteException)
            {
                TryRollback();
                return false;
            }
        }

        return false;
    }

    // A statement that finds no room may have ended the whole transaction, savepoints and all: then nothing of the group is done.
    private static void RequireRoom(List<Unit> group)
    {
        if (group.Find(unit => IsFull(unit.Failure)) is { Failure: SqliteException full })
            throw full;
    }

    // An error of input or output may be a shared-memory file that found no room.
    private static bool IsFull(Exception? failure) =>
        failure is SqliteException { SqliteErrorCode: SQLitePCL.raw.SQLITE_FULL or SQLitePCL.raw.SQLITE_IOERR };

    private void RunApart(List<Unit> group)
    {
        foreach (Unit unit in group)
        {
            _writer.Execute("SAVEPOINT unit");
            if (!unit.TryRun(_writer))
            {
                RequireRoom([unit]);
                _writer.Execute("ROLLBACK TO unit");
            }

            _writer.Execute("RELEASE unit");
        }
    }

    private void TryRollback()
    {
        try
        {
            _writer.Execute("ROLLBACK");
        }
        catch (SqliteException)
        {
            // the failed statement had already ended the transaction
        }
    }

    private SqliteSession Open(bool readOnly)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = _path,
            Mode = SqliteOpenMode.ReadWrite,
            Pooling = false,
            DefaultTimeout = 30,
        }.ToString());
        connection.Open();
        var session = new SqliteSession(connection);
        session.Scalar<string>("PRAGMA journal_mode=WAL");
        session.Execute("PRAGMA synchronous=FULL");
        session.Execute("PRAGMA secure_delete=ON");
        session.Execute("PRAGMA wal_autocheckpoint=4000");
        session.Execute("PRAGMA cache_size=-16000");
        if (readOnly)
            session.Execute("PRAGMA query_only=ON");
        Require(session, "journal_mode", "wal");
        Require(session, "synchronous", "2");
        Require(session, "secure_delete", "1");
        return session;
    }

    private void Require(SqliteSession session, string pragma, string expected)
    {
        string? actual = session.Scalar<string>("PRAGMA " + pragma);
        if (actual == expected)
            return;
        session.Dispose();
        throw new InvalidOperationException($"{System.IO.Path.GetFileName(_path)}: PRAGMA {pragma} is '{actual}', must be '{expected}'");
    }

    private static void CreateFile(string path)
    {
        if (File.Exists(path))
            return;
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        new FileStream(path, options).Dispose();
    }
}
