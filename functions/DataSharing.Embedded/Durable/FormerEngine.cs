using DataSharing.Embedded.Sqlite;
using DurableTask.Core.History;

namespace DataSharing.Embedded.Durable;

/// <summary>
/// Takes over the tables (durable_…) of the engine that came before: its histories mean nothing to DurableTask, so each open
/// instance begins anew under its id with its input, and what had not reached it yet is handed to it. The documents hold how far
/// everything is and each step looks there first, so that nothing is done twice and nothing forgotten.
/// </summary>
internal static class FormerEngine
{
    public static void TakeOver(SqliteSession session)
    {
        if (session.Scalar<long>("SELECT COUNT(*) FROM sqlite_master WHERE name='durable_instances'") == 0)
            return;
        // Left from a stay at the former version: what ended since is not in the way of what goes on.
        session.Execute(
            """
            DELETE FROM orchestration_instances WHERE status NOT IN (0,6,7)
              AND id IN (SELECT id FROM durable_instances WHERE status IN (0,6,7))
            """);
        // What a live parent called, it calls again.
        session.Execute(
            """
            INSERT INTO orchestration_instances(id,name,version,execution,status,created,updated,start_at,input,output,custom,failure,tags)
            SELECT id, name, version, lower(hex(randomblob(16))), CASE WHEN status IN (0,7) THEN 6 ELSE status END,
              created, updated, start_at, input, output, custom, failure, tags
            FROM durable_instances o
            WHERE NOT (status IN (0,6,7) AND EXISTS (SELECT 1 FROM durable_instances p WHERE p.n=o.parent AND p.status IN (0,6,7)))
            ORDER BY n ON CONFLICT(id) DO NOTHING
            """);
        foreach (long n in session.Query(
            "SELECT i.n FROM durable_instances o JOIN orchestration_instances i ON i.id=o.id WHERE o.status=7 ORDER BY i.n",
            row => row.GetInt64(0)))
            Put(session, n, new ExecutionSuspendedEvent(-1, null));
        foreach ((long n, string body) in session.Query(
            "SELECT i.n, b.body FROM durable_inbox b JOIN durable_instances o ON o.n=b.n JOIN orchestration_instances i ON i.id=o.id "
                + "ORDER BY b.seq",
            row => (row.GetInt64(0), row.GetString(1))))
        {
            if (Read(body) is { } message)
                Put(session, n, message);
        }

        foreach (string table in (string[])["durable_inbox", "durable_history", "durable_instances"])
            session.Execute("DROP TABLE " + table);
    }

    private static void Put(SqliteSession session, long n, HistoryEvent message) => session.Execute(
        "INSERT INTO orchestration_inbox(n,body) VALUES($1,$2)", n, StoredJson.Write(StoredEvent.Of(message)));

    // Kinds of messages as that engine numbered them; answers to steps of its own histories are not carried over.
    private static HistoryEvent? Read(string body)
    {
        using var json = JsonDocument.Parse(body);
        string? Text(string name) => json.RootElement.TryGetProperty(name, out JsonElement value) ? value.GetString() : null;
        return json.RootElement.GetProperty("k").GetInt32() switch
        {
            4 => new EventRaisedEvent(-1, Text("d")) { Name = Text("n") },
            5 => new ExecutionTerminatedEvent(-1, Text("d")),
            6 => new ExecutionSuspendedEvent(-1, Text("d")),
            7 => new ExecutionResumedEvent(-1, Text("d")),
            _ => null,
        };
    }
}
