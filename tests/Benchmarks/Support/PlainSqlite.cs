using System.Diagnostics;
using System.Security.Cryptography;
using Microsoft.Data.Sqlite;

namespace DataSharing.Benchmarks.Support;

/// <summary>
/// What SQLite itself does on this disk: one connection, one row a transaction, each durable before the next begins, under the
/// pragmas of the product's database.
/// </summary>
internal static class PlainSqlite
{
    private const int RowBytes = 1024;

    public static double CommitsPerSecond(string directory, TimeSpan duration)
    {
        string file = Path.Combine(directory, $"plain-{Guid.NewGuid():N}.db");
        using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        foreach (string pragma in new[]
            {
                "journal_mode=WAL", "synchronous=FULL", "secure_delete=ON", "wal_autocheckpoint=4000", "cache_size=-16000",
            })
            Execute(connection, "PRAGMA " + pragma);
        Execute(connection, "CREATE TABLE rows(id INTEGER PRIMARY KEY, body BLOB NOT NULL)");
        using SqliteCommand begin = Command(connection, "BEGIN IMMEDIATE"), commit = Command(connection, "COMMIT");
        using SqliteCommand insert = Command(connection, "INSERT INTO rows(body) VALUES($1)");
        insert.Parameters.AddWithValue("$1", RandomNumberGenerator.GetBytes(RowBytes));
        long commits = 0;
        var clock = Stopwatch.StartNew();
        for (; clock.Elapsed < duration; commits++)
        {
            begin.ExecuteNonQuery();
            insert.ExecuteNonQuery();
            commit.ExecuteNonQuery();
        }

        return commits / clock.Elapsed.TotalSeconds;
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = Command(connection, sql);
        command.ExecuteNonQuery();
    }

    private static SqliteCommand Command(SqliteConnection connection, string sql)
    {
        SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // constants of this file
        command.CommandText = sql;
#pragma warning restore CA2100
        return command;
    }
}
