using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;

namespace DataSharing.EndToEnd.Tests.Durability;

/// <summary>
/// A data directory whose orchestrations an earlier version began, with an engine of its own and tables of another shape: the new
/// version takes each of them up, whatever state its request, stop or chase was in when the earlier one ended.
/// </summary>
[Collection(DurabilityCollection.Name)]
public sealed class FormerEngineTests
{
    private const int Lanes = 6, Rounds = 3, Acknowledgements = 80;

    [Fact]
    public async Task Start_OnTheTablesOfTheFormerEngine_LosesNothingThatWasUnderWay()
    {
        string directory = Directory.CreateTempSubdirectory("datasharing-former-").FullName;
        var recovery = new Recovery(directory, new StreamAudit("reg-advocate"));
        var ledger = new Ledger();
        int moved = 0;
        try
        {
            for (int round = 1; round <= Rounds; round++)
            {
                await using AppProcess app = await AppProcess.StartAsync(directory);
                Callers callers = await Callers.SignInAsync(app.Client);
                AssertNone(await recovery.DefectsAsync(callers, ledger), $"after {round - 1} moves");
                ledger = new Ledger();
                Task load = new Load(callers, ledger).RunAsync(Lanes);
                while (ledger.Acknowledgements < Acknowledgements && !load.IsCompleted)
                    await Task.Delay(1);
                await app.KillAsync();
                await load;
                moved += Reshape(directory);
            }

            await using AppProcess last = await AppProcess.StartAsync(directory);
            AssertNone(await recovery.DefectsAsync(await Callers.SignInAsync(last.Client), ledger), "after the last move");
            AssertNone(await recovery.LeftOverAsync(), "at the end");
            Assert.NotEqual(0, moved);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static void AssertNone(IReadOnlyList<string> defects, string when) =>
        Assert.True(defects.Count == 0, $"{when}:\n{string.Join('\n', defects.Take(20))}");

    /// <summary>Gives the tables the shape that the former engine left them in; returns how many instances were under way.</summary>
    private static int Reshape(string directory)
    {
        using var database = new SqliteConnection($"Data Source={Path.Combine(directory, "data.db")};Pooling=False;Default Timeout=30");
        database.Open();
        using SqliteTransaction all = database.BeginTransaction();
        Run(
            """
            CREATE TABLE durable_instances(
              n INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, status INTEGER NOT NULL,
              generation INTEGER NOT NULL DEFAULT 0, created INTEGER NOT NULL, updated INTEGER NOT NULL, start_at INTEGER,
              input TEXT, output TEXT, custom TEXT, failure TEXT, tags TEXT, version TEXT,
              parent INTEGER, parent_generation INTEGER, parent_step INTEGER);
            CREATE TABLE durable_history(n INTEGER NOT NULL, turn INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY(n, turn)) WITHOUT ROWID;
            CREATE TABLE durable_inbox(seq INTEGER PRIMARY KEY AUTOINCREMENT, n INTEGER NOT NULL, body TEXT NOT NULL);
            INSERT INTO durable_instances(n,id,name,status,generation,created,updated,start_at,input,output,custom,failure,tags,version)
              SELECT n,id,name,status,generation,created,updated,start_at,input,output,custom,failure,tags,version
              FROM orchestration_instances;
            INSERT INTO durable_history SELECT n, turn, '{"a":1,"m":[],"s":[]}' FROM orchestration_history;
            """);
        foreach ((long n, string body) in Query("SELECT n, body FROM orchestration_inbox ORDER BY seq"))
        {
            JsonNode message = JsonNode.Parse(body)!;
            // What the load sends are events: number 15 to DurableTask, 4 to the former engine.
            Assert.Equal(15, message["k"]!.GetValue<int>());
            var former = new JsonObject { ["k"] = 4, ["n"] = message["n"]?.DeepClone(), ["d"] = message["d"]?.DeepClone() };
            Run("INSERT INTO durable_inbox(n,body) VALUES($1,$2)", n, former.ToJsonString());
        }

        int live = Query("SELECT n, id FROM orchestration_instances WHERE status IN (0,6,7)").Count;
        Run("DROP TABLE orchestration_inbox; DROP TABLE orchestration_history; DROP TABLE orchestration_instances;");
        all.Commit();
        return live;

        void Run(string sql, params object[] parameters)
        {
            using SqliteCommand command = Command(sql, parameters);
            command.ExecuteNonQuery();
        }

        List<(long, string)> Query(string sql)
        {
            using SqliteCommand command = Command(sql);
            using SqliteDataReader reader = command.ExecuteReader();
            var rows = new List<(long, string)>();
            while (reader.Read())
                rows.Add((reader.GetInt64(0), reader.GetString(1)));
            return rows;
        }

        SqliteCommand Command(string sql, params object[] parameters)
        {
            SqliteCommand command = database.CreateCommand();
#pragma warning disable CA2100 // constants of this file
            command.CommandText = sql;
#pragma warning restore CA2100
            for (int i = 0; i < parameters.Length; i++)
                command.Parameters.AddWithValue($"${i + 1}", parameters[i]);
            return command;
        }
    }
}
