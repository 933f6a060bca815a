using DataSharing.Embedded.Sqlite;
using DataSharing.Functions.Storage;
using Microsoft.Data.Sqlite;

namespace DataSharing.Embedded.Stores;

/// <summary>
/// Documents as rows of one table. A row's key is its version, which is its ETag: each write moves the row to the end of
/// the table, so that the order of rows is the change feed and costs no index.
/// </summary>
/// <remarks>
/// INVARIANT: versions grow and are never given twice, also over restarts. One thread assigns them in the order of commits;
/// the highest one ever used is that of a row or, for a row deleted since, is kept in <c>document_versions</c>.
/// </remarks>
public sealed partial class SqlitePartitionStore : IPartitionStore
{
    private readonly SqliteDatabase _database;
    private readonly LogTruncation? _truncation;
    private readonly QuietReads _registry = new();
    private long _version;

    /// <param name="truncation">Told of each erasure; null when nothing needs to leave the raw files.</param>
    public SqlitePartitionStore(SqliteDatabase database, LogTruncation? truncation = null)
    {
        _database = database;
        _truncation = truncation;
        _version = database.WriteAsync(CreateSchema).GetAwaiter().GetResult();
    }

    /// <summary>The version of the latest write that is durable.</summary>
    /// <exception cref="StoreUnavailableException">The database did not answer.</exception>
    internal long Version
    {
        get
        {
            try
            {
                return _database.Read(session => session.Scalar<long>(SelectHighest));
            }
            catch (Exception failure) when (failure is SqliteException or ObjectDisposedException)
            {
                throw Unavailable(failure);
            }
        }
    }

    public Task<StoredDocument?> ReadAsync(Partition partition, string id, CancellationToken cancellation = default) => Run(() =>
        IsQuiet(partition) ? _registry.Read(new(partition, id), () => ReadOne(partition, id)) : ReadOne(partition, id));

    public async Task<CommitResult> CommitAsync(Partition partition, IReadOnlyList<Operation> operations, CancellationToken cancellation =
        default)
    {
        if (CommitLimits.Check(operations) is { } refused)
            return refused;
        if (IsQuiet(partition))
            _registry.BeginWrite();
        try
        {
            // CRASH: before the COMMIT is durable nothing of this is there; after it all of it is. The caller is told only then.
            CommitResult result = await _database.WriteAsync(
                session => Commit(session, partition, operations), isVital: operations.Any(operation => operation.IsStop));
            if (result.IsCommitted && _truncation is not null && operations.Any(operation => operation.Erases))
                _truncation.Signal();
            return result;
        }
        catch (Exception failure) when (failure is SqliteException or ObjectDisposedException)
        {
            throw Unavailable(failure);
        }
        finally
        {
            if (IsQuiet(partition))
                _registry.EndWrite();
        }
    }

    public Task<IReadOnlyList<StoredDocument>> ListAsync(
        Partition partition, string idPrefix, bool descending = false, int limit = 100, string? after = null,
        CancellationToken cancellation = default) => Run(() =>
        IsQuiet(partition)
            ? _registry.Read<IReadOnlyList<StoredDocument>>(
                new(partition, idPrefix, after, limit, descending), () => ListOnce(partition, idPrefix, descending, limit, after))
            : ListOnce(partition, idPrefix, descending, limit, after));

    private StoredDocument? ReadOne(Partition partition, string id) => _database.Read(session =>
    {
        using SqliteStatement reader = session.Read(SelectOne, (long)partition.Container, partition.Key, id);
        return reader.Read() ? new StoredDocument(id, reader.GetBytes(1), Tag(reader.GetInt64(0))) : null;
    });

    private List<StoredDocument> ListOnce(Partition partition, string idPrefix, bool descending, int limit, string? after)
    {
        // Ids are ASCII: the last possible id with a prefix sorts before the prefix followed by the highest code point.
        string low = idPrefix, high = idPrefix + LastCharacter;
        if (after is not null && descending)
            high = string.CompareOrdinal(after, high) < 0 ? after : high;
        else if (after is not null)
            low = string.CompareOrdinal(after, low) > 0 ? after : low;
        bool skipLow = !descending && after is not null && low == after;
        return _database.Read(session => session.Query(
            descending ? SelectDescending : skipLow ? SelectAfter : SelectAscending,
            row => new StoredDocument(row.GetString(0), row.GetBytes(2), Tag(row.GetInt64(1))),
            (long)partition.Container, partition.Key, low, high, (long)limit));
    }

    public Task<IReadOnlyList<FoundDocument>> ListDueAsync(
        Container container, DateTimeOffset before, int limit = 100, CancellationToken cancellation = default) => Run(() =>
    {
        IReadOnlyList<FoundDocument> found = _database.Read(session => session.Query(
            SelectDue, row => Found(container, row), (long)container, before.ToUnixTimeMilliseconds(), (long)limit));
        return found;
    });

    public Task<ChangePage> ReadChangesAsync(
        Container container, string? continuation, int limit = 100, string idPrefix = "",
        CancellationToken cancellation = default) => Run(() =>
    {
        long after = continuation is null ? 0 : long.Parse(continuation, CultureInfo.InvariantCulture);
        return _database.Read(session =>
        {
            // One statement is one snapshot: rows and the end of the table belong together.
            List<(long Version, FoundDocument? Document)> rows = session.Query(
                SelectChanges,
                row => (row.GetInt64(1), row.IsNull(0) ? null : Found(container, row)),
                (long)container, after, (long)limit, idPrefix, idPrefix + LastCharacter);
            List<FoundDocument> changes = [.. rows.Select(row => row.Document).OfType<FoundDocument>()];
            long next = changes.Count == limit
                ? long.Parse(changes[^1].Document.ETag, CultureInfo.InvariantCulture)
                : rows.Max(row => row.Version);
            return new ChangePage(changes, Tag(Math.Max(after, next)));
        });
    });

    private static FoundDocument Found(Container container, SqliteStatement row) =>
        new(new Partition(container, row.GetString(0)), new StoredDocument(row.GetString(2), row.GetBytes(3), Tag(row.GetInt64(1))));

    // Registrations, agreements and gates: about half of what a request reads, and written a few times a day.
    private static bool IsQuiet(Partition partition) => partition.Container == Container.Registry;

    private const string LastCharacter = "\U0010FFFF";

    private static string Tag(long version) => version.ToString(CultureInfo.InvariantCulture);

    private static Task<T> Run<T>(Func<T> query)
    {
        try
        {
            return Task.FromResult(query());
        }
        catch (Exception failure) when (failure is SqliteException or ObjectDisposedException)
        {
            return Task.FromException<T>(Unavailable(failure));
        }
    }

    private static StoreUnavailableException Unavailable(Exception failure) => new("the database did not answer", failure);
}
