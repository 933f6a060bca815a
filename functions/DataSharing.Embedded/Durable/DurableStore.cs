using DataSharing.Embedded.Sqlite;
using DurableTask.Core;
using DurableTask.Core.History;

namespace DataSharing.Embedded.Durable;

/// <summary>A message for an instance, to be handed over once the write that made it is durable; without message: a wake.</summary>
internal readonly record struct Delivery(InstanceRow Row, TaskMessage? Message);

/// <summary>The engine's tables (orchestration_…) in the database that it shares with the document store.</summary>
internal sealed partial class DurableStore(SqliteDatabase database, TimeProvider time)
{
    // Live: Running 0, Pending 6, Suspended 7. Not as IN (0,6,7), for which SQLite builds a table in memory at each run, in
    // statements and, twice an update, in the index.
    private const string Live = "status NOT BETWEEN 1 AND 5";

    private const string Columns =
        "n,id,name,version,execution,status,generation,created,updated,start_at,input,output,custom,failure,tags,parent_body";

    private static readonly string[] Schema =
    [
        """
        CREATE TABLE IF NOT EXISTS orchestration_instances(
          n INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, version TEXT, execution TEXT NOT NULL,
          status INTEGER NOT NULL, generation INTEGER NOT NULL DEFAULT 0, created INTEGER NOT NULL, updated INTEGER NOT NULL,
          start_at INTEGER, input TEXT, output TEXT, custom TEXT, failure TEXT, tags TEXT, parent INTEGER, parent_body TEXT)
        """,
        "DROP INDEX IF EXISTS orchestration_instances_live",
        "CREATE INDEX IF NOT EXISTS orchestration_instances_open ON orchestration_instances(n) WHERE " + Live,
        "CREATE INDEX IF NOT EXISTS orchestration_instances_parent ON orchestration_instances(parent) WHERE parent IS NOT NULL",
        """
        CREATE TABLE IF NOT EXISTS orchestration_history(
          n INTEGER NOT NULL, turn INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY(n, turn)) WITHOUT ROWID
        """,
        """
        CREATE TABLE IF NOT EXISTS orchestration_inbox(
          seq INTEGER PRIMARY KEY AUTOINCREMENT, n INTEGER NOT NULL, body TEXT NOT NULL)
        """,
        "CREATE INDEX IF NOT EXISTS orchestration_inbox_n ON orchestration_inbox(n)",
    ];

    /// <summary>Creates the tables, and takes over what an engine of before left behind.</summary>
    public Task CreateTablesAsync() => database.WriteAsync(session =>
    {
        foreach (string statement in Schema)
            session.Execute(statement);
        FormerEngine.TakeOver(session);
    });

    /// <summary>Creates a pending instance; null when an instance of that id stands in a status that refuses it.</summary>
    public Task<InstanceRow?> CreateAsync(ExecutionStartedEvent start, Func<OrchestrationStatus, bool> refuses) =>
        database.WriteAsync(session => Insert(session, start, null, refuses));

    /// <summary>Puts a message into the inbox of a live instance; null: there is none, the message is dropped.</summary>
    public Task<Delivery?> SendAsync(string instanceId, HistoryEvent message) =>
        database.WriteAsync(session => Send(session, instanceId, null, message));

    /// <summary>Asks a live instance, and if told so all that it called, to end.</summary>
    public Task<List<Delivery>> TerminateAsync(string instanceId, string? output, bool recursive) =>
        database.WriteAsync(session => session.Query(
        $"""
        WITH RECURSIVE called(n, depth) AS (
          SELECT n, 0 FROM orchestration_instances WHERE id=$1
          UNION ALL SELECT c.n, called.depth + 1 FROM orchestration_instances c JOIN called ON c.parent=called.n WHERE $2)
        SELECT {Columns} FROM orchestration_instances WHERE n IN (SELECT n FROM called) AND {Live} ORDER BY n
        """,
        ReadRow,
        instanceId,
        recursive ? 1L : 0L).ConvertAll(row => Put(session, row, null, new ExecutionTerminatedEvent(-1, output))));

    /// <summary>The instance as it stands, with its turns.</summary>
    public (InstanceRow Row, List<List<StoredEvent>> Turns)? Load(long n) => database.Read(session =>
    {
        List<InstanceRow> found = session.Query($"SELECT {Columns} FROM orchestration_instances WHERE n=$1", ReadRow, n);
        if (found.Count == 0)
            return ((InstanceRow, List<List<StoredEvent>>)?)null;
        if (!found[0].HasBegun)
            return (found[0], []);
        return (found[0], session.Query(
            "SELECT body FROM orchestration_history WHERE n=$1 ORDER BY turn", row => StoredJson.ReadTurn(row.GetString(0)), n));
    });

    /// <summary>
    /// Walks over every live instance, its turns and what waits for it, at one moment; returns the last inbox row of that
    /// moment.
    /// </summary>
    /// <param name="unreadable">Told of an instance of which something cannot be read; it stays where it is, for a version that
    /// can.</param>
    public long VisitLive(
        Action<InstanceRow> instance, Action<long, List<StoredEvent>> turn, Action<long, TaskMessage> message,
        Action<long, Exception> unreadable) =>
        database.Read(session =>
        {
            // One transaction: what is written meanwhile is told by whoever wrote it.
            session.Execute("BEGIN");
            try
            {
                long mark = session.Scalar<long>("SELECT seq FROM sqlite_sequence WHERE name='orchestration_inbox'");
                Each($"SELECT {Columns} FROM orchestration_instances WHERE {Live} ORDER BY n", row => instance(ReadRow(row)));
                Each(
                    $"SELECT h.n, h.body FROM orchestration_instances i CROSS JOIN orchestration_history h WHERE h.n=i.n AND i.{Live} "
                        + "ORDER BY i.n, h.turn",
                    row => turn(row.GetInt64(0), StoredJson.ReadTurn(row.GetString(1))));
                Each(
                    $"""
                    SELECT b.n, b.seq, b.body, i.id FROM orchestration_inbox b JOIN orchestration_instances i ON i.n=b.n
                    WHERE i.{Live} ORDER BY b.seq
                    """,
                    row => message(row.GetInt64(0), Message(row.GetString(3), StoredJson.ReadMessage(row.GetString(2)), row.GetInt64(1))));
                return mark;
            }
            finally
            {
                session.Execute("ROLLBACK");
            }

            void Each(string sql, Action<SqliteStatement> visit)
            {
                using SqliteStatement rows = session.Read(sql);
                while (rows.Read())
                {
                    try
                    {
                        visit(rows);
                    }
                    catch (Exception failure) when (failure is JsonException or InvalidDataException or NotSupportedException)
                    {
                        unreadable(rows.GetInt64(0), failure);
                    }
                }
            }
        });

    private static InstanceRow ReadRow(SqliteStatement row) => new(
        row.GetInt64(0),
        row.GetString(1),
        row.GetString(2),
        Text(row, 3),
        row.GetString(4),
        (OrchestrationStatus)row.GetInt64(5),
        row.GetInt64(6),
        row.GetInt64(7),
        row.GetInt64(8),
        row.IsNull(9) ? null : row.GetInt64(9),
        Text(row, 10),
        Text(row, 11),
        Text(row, 12),
        Text(row, 13),
        Text(row, 14),
        Text(row, 15));

    private static string? Text(SqliteStatement row, int column) => row.IsNull(column) ? null : row.GetString(column);

    private InstanceRow? Insert(SqliteSession session, ExecutionStartedEvent start, long? parent, Func<OrchestrationStatus, bool> refuses)
    {
        string id = start.OrchestrationInstance.InstanceId;
        long now = time.GetUtcNow().UtcTicks;
        var created = new InstanceRow(
            0, id, start.Name, string.IsNullOrEmpty(start.Version) ? null : start.Version,
            start.OrchestrationInstance.ExecutionId ?? NewExecution(),
            OrchestrationStatus.Pending, 0, now, now, start.ScheduledStartTime?.ToUniversalTime().Ticks, start.Input, null, null, null,
            StoredJson.Write(start.Tags), StoredJson.Write(StoredParent.Of(start.ParentInstance)));
        while (true)
        {
            long n = session.Insert(
                """
                INSERT INTO orchestration_instances(id,name,version,execution,status,created,updated,start_at,input,tags,parent,parent_body)
                VALUES($1,$2,$3,$4,6,$5,$5,$6,$7,$8,$9,$10) ON CONFLICT(id) DO NOTHING
                """,
                id, created.Name, created.Version, created.Execution, now, created.StartAt, created.Input, created.Tags, parent,
                created.Parent);
            if (n != 0)
                return created with { N = n };
            (long former, long status) = session.Query(
                "SELECT n, status FROM orchestration_instances WHERE id=$1", row => (row.GetInt64(0), row.GetInt64(1)), id)[0];
            if (refuses((OrchestrationStatus)status))
                return null;
            Delete(session, former);
        }
    }

    internal static string NewExecution() => Guid.NewGuid().ToString("N");

    private static Delivery? Send(SqliteSession session, string instanceId, string? execution, HistoryEvent message)
    {
        List<InstanceRow> found = session.Query(
            $"SELECT {Columns} FROM orchestration_instances WHERE id=$1 AND {Live}", ReadRow, instanceId);
        // An answer to a generation that is over is for nobody.
        return found.Count == 0 || (!string.IsNullOrEmpty(execution) && execution != found[0].Execution)
            ? null
            : Put(session, found[0], execution, message);
    }

    private static Delivery Put(SqliteSession session, InstanceRow row, string? execution, HistoryEvent message)
    {
        long seq = session.Insert(
            "INSERT INTO orchestration_inbox(n,body) VALUES($1,$2)", row.N, StoredJson.Write(StoredEvent.Of(message, execution)));
        return new(row, new TaskMessage
        {
            SequenceNumber = seq,
            Event = message,
            OrchestrationInstance = new OrchestrationInstance { InstanceId = row.Id, ExecutionId = execution },
        });
    }

    private static TaskMessage Message(string instanceId, StoredEvent stored, long seq) => new()
    {
        SequenceNumber = seq,
        Event = stored.Read(() => throw new InvalidDataException("a start lies in the inbox")),
        OrchestrationInstance = new OrchestrationInstance { InstanceId = instanceId, ExecutionId = stored.Execution },
    };

    private static void Delete(SqliteSession session, long n)
    {
        session.Execute("DELETE FROM orchestration_history WHERE n=$1", n);
        session.Execute("DELETE FROM orchestration_inbox WHERE n=$1", n);
        session.Execute("DELETE FROM orchestration_instances WHERE n=$1", n);
    }
}
