using Microsoft.Data.Sqlite;

namespace DataSharing.Embedded.Sqlite;

/// <summary>One connection with its prepared statements, kept by SQL text. Not thread safe: one unit of work at a time.</summary>
public sealed class SqliteSession : IDisposable
{
    private readonly Dictionary<string, SqliteCommand> _prepared = new(StringComparer.Ordinal);

    internal SqliteSession(SqliteConnection connection) => Connection = connection;

    internal SqliteConnection Connection { get; }

    /// <summary>Runs a statement with positional parameters ($1, $2, …) and returns the number of rows it changed.</summary>
    public int Execute(string sql, params ReadOnlySpan<object?> parameters) => Bind(sql, parameters).ExecuteNonQuery();

    /// <summary>The first column of the first row, or default when there is no row or the value is NULL.</summary>
    public T? Scalar<T>(string sql, params ReadOnlySpan<object?> parameters)
    {
        using SqliteDataReader reader = Bind(sql, parameters).ExecuteReader();
        return reader.Read() && !reader.IsDBNull(0) ? reader.GetFieldValue<T>(0) : default;
    }

    /// <summary>All rows, mapped while the statement runs. The mapper must not keep the reader.</summary>
    public List<T> Query<T>(string sql, Func<SqliteDataReader, T> map, params ReadOnlySpan<object?> parameters)
    {
        using SqliteDataReader reader = Bind(sql, parameters).ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
            rows.Add(map(reader));
        return rows;
    }

    /// <summary>The rows themselves, for a caller on a hot path. Dispose the reader before the next statement with this text.</summary>
    public SqliteDataReader Read(string sql, params ReadOnlySpan<object?> parameters) => Bind(sql, parameters).ExecuteReader();

    private SqliteCommand Bind(string sql, ReadOnlySpan<object?> parameters)
    {
        if (!_prepared.TryGetValue(sql, out SqliteCommand? command))
        {
            command = Connection.CreateCommand();
#pragma warning disable CA2100 // statements are constants of the stores; values travel as parameters only
            command.CommandText = sql;
#pragma warning restore CA2100
            for (int i = 0; i < parameters.Length; i++)
                command.Parameters.Add(new SqliteParameter("$" + (i + 1).ToString(System.Globalization.CultureInfo.InvariantCulture), null));
            _prepared.Add(sql, command);
        }

        for (int i = 0; i < parameters.Length; i++)
            command.Parameters[i].Value = parameters[i] ?? DBNull.Value;
        return command;
    }

    public void Dispose()
    {
        foreach (SqliteCommand command in _prepared.Values)
            command.Dispose();
        Connection.Dispose();
    }
}
