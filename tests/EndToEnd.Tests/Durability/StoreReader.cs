using DataSharing.Functions.Storage;
using Microsoft.Data.Sqlite;

namespace DataSharing.EndToEnd.Tests.Durability;

/// <summary>Documents as a store holds them, read beside the programs that write them.</summary>
internal interface IStoreReader : IDisposable
{
    T? Find<T>(Partition partition, string id)
        where T : class;

    /// <summary>Documents of a partition by prefix of their id, in its order.</summary>
    IReadOnlyList<(string Id, T Value)> List<T>(Partition partition, string prefix, string after = "");

    /// <summary>Marks that an orchestration or a chaining is due.</summary>
    IReadOnlyList<string> Due();
}

/// <summary>Reads a data directory's database beside the running program, as it is on disk: one transaction, one moment.</summary>
internal sealed class StoreReader : IStoreReader
{
    private readonly SqliteConnection _connection;
    private readonly SqliteTransaction _moment;

    public StoreReader(string directory)
    {
        _connection =
            new SqliteConnection($"Data Source={Path.Combine(directory, "data.db")};Mode=ReadOnly;Pooling=False;Default Timeout=30");
        _connection.Open();
        _moment = _connection.BeginTransaction(deferred: true);
    }

    public T? Find<T>(Partition partition, string id)
        where T : class => List<T>(partition, id).Where(one => one.Id == id).Select(one => one.Value).FirstOrDefault();

    /// <summary>Documents of a partition by prefix of their id, in its order.</summary>
    public IReadOnlyList<(string Id, T Value)> List<T>(Partition partition, string prefix, string after = "") => Query(
        "SELECT id, body FROM documents WHERE container=$1 AND partition=$2 AND id>=$3 AND id<$4 AND id>$5 ORDER BY id",
        row => (row.GetString(0), StoreJson.Deserialize<T>(row.GetFieldValue<byte[]>(1))),
        (long)partition.Container, partition.Key, prefix, prefix + '\uFFFF', after);

    /// <summary>All documents of a container by prefix of their id.</summary>
    public IReadOnlyList<(string Partition, T Value)> ListAll<T>(Container container, string prefix) => Query(
        "SELECT partition, body FROM documents WHERE container=$1 AND id>=$2 AND id<$3",
        row => (row.GetString(0), StoreJson.Deserialize<T>(row.GetFieldValue<byte[]>(1))),
        (long)container, prefix, prefix + '\uFFFF');

    /// <summary>
    /// Marks that an orchestration or a chaining is due; not the reminders of retention (container 10), which lie weeks ahead.
    /// </summary>
    public IReadOnlyList<string> Due() => Query(
        "SELECT container || '/' || partition || '/' || id FROM documents WHERE due IS NOT NULL AND container<>10",
        row => row.GetString(0));

    /// <summary>Orchestrations by id, with their status (0 running, 1 completed, 3 failed, 6 pending).</summary>
    public IReadOnlyDictionary<string, long> Orchestrations() => Query(
        "SELECT id, status FROM orchestration_instances",
        row => (Id: row.GetString(0), Status: row.GetInt64(1))).ToDictionary(row => row.Id, row => row.Status);

    public void Dispose()
    {
        _moment.Dispose();
        _connection.Dispose();
    }

    private List<T> Query<T>(string sql, Func<SqliteDataReader, T> map, params object[] parameters)
    {
        using SqliteCommand command = _connection.CreateCommand();
#pragma warning disable CA2100 // constants of this file
        command.CommandText = sql;
#pragma warning restore CA2100
        for (int i = 0; i < parameters.Length; i++)
            command.Parameters.AddWithValue($"${i + 1}", parameters[i]);
        using SqliteDataReader reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
            rows.Add(map(reader));
        return rows;
    }
}
