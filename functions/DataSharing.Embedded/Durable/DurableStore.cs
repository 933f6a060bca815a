using DataSharing.Embedded.Sqlite;
using Microsoft.DurableTask.Client;

namespace DataSharing.Embedded.Durable;

/// <summary>One instance as the table has it; times are ticks, UTC.</summary>
/// <param name="N">Row number, never used again: a new start of the same id gets a new one.</param>
/// <param name="Generation">How often the instance continued as new.</param>
internal sealed record InstanceRow(
    long N,
    string Id,
    string Name,
    OrchestrationRuntimeStatus Status,
    long Generation,
    long Created,
    long Updated,
    long? StartAt,
    string? Input,
    string? Output,
    string? Custom,
    Failure? Failure,
    string? Tags,
    string? Version)
{
    public bool IsLive => Status is OrchestrationRuntimeStatus.Running
        or OrchestrationRuntimeStatus.Pending
        or OrchestrationRuntimeStatus.Suspended;
}

/// <summary>An instance with all that is needed to go on: what happened, what waits, who called it.</summary>
/// <param name="SeqSeen">Inbox rows up to this one are in <paramref name="Inbox"/> or were consumed before.</param>
internal sealed record LoadedInstance(
    InstanceRow Row,
    string? ParentName,
    string? ParentId,
    IReadOnlyList<HistoryTurn> History,
    IReadOnlyList<Message> Inbox,
    long SeqSeen);

/// <summary>A message to hand to an instance once the write that made it is durable.</summary>
internal readonly record struct Delivery(long Instance, Message Message);

/// <summary>A new instance.</summary>
internal sealed record NewInstance(
    string Id,
    string Name,
    string? Input,
    DateTimeOffset? StartAt = null,
    string? Tags = null,
    string? Version = null,
    long? Parent = null,
    long ParentGeneration = 0,
    int ParentStep = 0);

/// <summary>The engine's tables (durable_…) in the database that it shares with the document store.</summary>
internal sealed partial class DurableStore(SqliteDatabase database, TimeProvider time)
{
    // Live: Running 0, Pending 6, Suspended 7.
    private const string Live = "status IN (0,6,7)";

    private const string Columns =
        "n,id,name,status,generation,created,updated,start_at,input,output,custom,failure,tags,version";

    private static readonly string[] Schema =
    [
        """
        CREATE TABLE IF NOT EXISTS durable_instances(
          n INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, status INTEGER NOT NULL,
          generation INTEGER NOT NULL DEFAULT 0, created INTEGER NOT NULL, updated INTEGER NOT NULL, start_at INTEGER,
          input TEXT, output TEXT, custom TEXT, failure TEXT, tags TEXT, version TEXT,
          parent INTEGER, parent_generation INTEGER, parent_step INTEGER)
        """,
        "CREATE INDEX IF NOT EXISTS durable_instances_created ON durable_instances(created)",
        "CREATE INDEX IF NOT EXISTS durable_instances_live ON durable_instances(n) WHERE " + Live,
        "CREATE INDEX IF NOT EXISTS durable_instances_parent ON durable_instances(parent) WHERE parent IS NOT NULL",
        """
        CREATE TABLE IF NOT EXISTS durable_history(
          n INTEGER NOT NULL, turn INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY(n, turn)) WITHOUT ROWID
        """,
        """
        CREATE TABLE IF NOT EXISTS durable_inbox(
          seq INTEGER PRIMARY KEY AUTOINCREMENT, n INTEGER NOT NULL, body TEXT NOT NULL)
        """,
        "CREATE INDEX IF NOT EXISTS durable_inbox_n ON durable_inbox(n)",
    ];

    public Task CreateTablesAsync() => database.WriteAsync(session =>
    {
        foreach (string statement in Schema)
            session.Execute(statement);
    });

    /// <summary>Creates a pending instance.</summary>
    /// <returns>Its row; null when an instance of that id stands in a status that refuses it.</returns>
    public Task<long?> ScheduleAsync(NewInstance instance, Func<OrchestrationRuntimeStatus, bool> refuses) =>
        database.WriteAsync(session => Insert(session, instance, refuses));

    /// <summary>Puts a message into the inbox of a live instance; null: there is none, the message is dropped.</summary>
    public Task<Delivery?> SendAsync(string instanceId, Message message) =>
        database.WriteAsync(session => Send(session, instanceId, message));

    public LoadedInstance? Load(long n) => database.Read(session =>
    {
        // INVARIANT: the high-water mark is read before the inbox. Rows are numbered in the order of commits, so each
        // row up to the mark is either in the inbox now or was consumed; a late in-memory copy of it can be dropped.
        long mark = session.Scalar<long>("SELECT seq FROM sqlite_sequence WHERE name='durable_inbox'");
        var inbox = session.Query(
            "SELECT body, seq FROM durable_inbox WHERE n=$1 ORDER BY seq",
            row => HistoryJson.ReadMessage(row.GetString(0), row.GetInt64(1)),
            n);
        var found = session.Query(
            $"SELECT {Columns}, parent FROM durable_instances WHERE n=$1",
            row => (Row: ReadRow(row), Parent: row.IsNull(14) ? (long?)null : row.GetInt64(14)),
            n);
        if (found.Count == 0)
            return null;
        var parent = found[0].Parent is not { } parentRow ? [] : session.Query(
            "SELECT name, id FROM durable_instances WHERE n=$1",
            row => (Name: row.GetString(0), Id: row.GetString(1)),
            parentRow);
        var history = session.Query(
            "SELECT body FROM durable_history WHERE n=$1 ORDER BY turn",
            row => HistoryJson.ReadTurn(row.GetString(0)),
            n);
        return new LoadedInstance(
            found[0].Row,
            parent.Count == 0 ? null : parent[0].Name,
            parent.Count == 0 ? null : parent[0].Id,
            history,
            inbox,
            inbox.Count == 0 ? mark : Math.Max(mark, inbox[^1].Seq));
    });

    /// <summary>Walks over every live instance with its turns so far, one instance after another.</summary>
    public void VisitLive(Action<InstanceRow> instance, Action<long, HistoryTurn> turn) => database.Read(session =>
    {
        session.Query(
            $"SELECT {Columns} FROM durable_instances WHERE {Live} ORDER BY n",
            row =>
            {
                instance(ReadRow(row));
                return 0;
            });
        session.Query(
            $"SELECT h.n, h.body FROM durable_instances i JOIN durable_history h ON h.n=i.n WHERE i.{Live} ORDER BY h.n, h.turn",
            row =>
            {
                turn(row.GetInt64(0), HistoryJson.ReadTurn(row.GetString(1)));
                return 0;
            });
        return 0;
    });

    /// <summary>Instances whose inbox is not empty.</summary>
    public List<long> WithMessages() =>
        database.Read(session => session.Query("SELECT DISTINCT n FROM durable_inbox", row => row.GetInt64(0)));

    private static InstanceRow ReadRow(SqliteStatement row) => new(
        row.GetInt64(0),
        row.GetString(1),
        row.GetString(2),
        (OrchestrationRuntimeStatus)row.GetInt64(3),
        row.GetInt64(4),
        row.GetInt64(5),
        row.GetInt64(6),
        row.IsNull(7) ? null : row.GetInt64(7),
        Text(row, 8),
        Text(row, 9),
        Text(row, 10),
        HistoryJson.ReadFailure(Text(row, 11)),
        Text(row, 12),
        Text(row, 13));

    private static string? Text(SqliteStatement row, int column) => row.IsNull(column) ? null : row.GetString(column);

    private long? Insert(SqliteSession session, NewInstance instance, Func<OrchestrationRuntimeStatus, bool> refuses)
    {
        var existing = session.Query(
            "SELECT n, status FROM durable_instances WHERE id=$1",
            row => (N: row.GetInt64(0), Status: (OrchestrationRuntimeStatus)row.GetInt64(1)),
            instance.Id);
        if (existing.Count > 0)
        {
            if (refuses(existing[0].Status))
                return null;
            Delete(session, existing[0].N);
        }

        long now = time.GetUtcNow().UtcTicks;
        return session.Scalar<long>(
            """
            INSERT INTO durable_instances(id,name,status,created,updated,start_at,input,tags,version,
              parent,parent_generation,parent_step)
            VALUES($1,$2,6,$3,$4,$5,$6,$7,$8,$9,$10,$11) RETURNING n
            """,
            instance.Id,
            instance.Name,
            now,
            now,
            instance.StartAt?.UtcTicks,
            instance.Input,
            instance.Tags,
            instance.Version,
            instance.Parent,
            instance.Parent is null ? null : instance.ParentGeneration,
            instance.Parent is null ? null : (long)instance.ParentStep);
    }

    private static Delivery? Send(SqliteSession session, string instanceId, Message message)
    {
        long n = session.Scalar<long>($"SELECT n FROM durable_instances WHERE id=$1 AND {Live}", instanceId);
        return n == 0 ? null : Put(session, n, message);
    }

    private static Delivery Put(SqliteSession session, long n, Message message)
    {
        long seq = session.Scalar<long>(
            "INSERT INTO durable_inbox(n,body) VALUES($1,$2) RETURNING seq", n, HistoryJson.Write(message));
        return new(n, message with { Seq = seq });
    }

    private static void Delete(SqliteSession session, long n)
    {
        session.Execute("DELETE FROM durable_history WHERE n=$1", n);
        session.Execute("DELETE FROM durable_inbox WHERE n=$1", n);
        session.Execute("DELETE FROM durable_instances WHERE n=$1", n);
    }
}
