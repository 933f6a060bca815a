using Microsoft.Data.Sqlite;

namespace DataSharing.Embedded.Sqlite;

/// <summary>One connection with its prepared statements, kept by SQL text. Not thread safe: one unit of work at a time.</summary>
public sealed class SqliteSession : IDisposable
{
    private readonly Dictionary<string, SqliteStatement> _prepared = new(StringComparer.Ordinal);
    private readonly SqliteConnection _connection;

    internal SqliteSession(SqliteConnection connection) => _connection = connection;

    /// <summary>
    /// Runs a statement with positional parameters ($1, $2, …: texts, long numbers, bytes, null) and returns the number of
    /// rows it changed.
    /// </summary>
    public int Execute(string sql, params ReadOnlySpan<object?> parameters)
    {
        using SqliteStatement run = Read(sql, parameters);
        while (run.Read())
        {
        }

        return SQLitePCL.raw.sqlite3_changes(_connection.Handle);
    }

    /// <summary>
    /// Runs an INSERT of one row and returns its number, 0 if nothing was inserted. RETURNING would cost a table in memory
    /// each time.
    /// </summary>
    public long Insert(string sql, params ReadOnlySpan<object?> parameters) =>
        Execute(sql, parameters) == 0 ? 0 : SQLitePCL.raw.sqlite3_last_insert_rowid(_connection.Handle);

    /// <summary>The first column of the first row, or default when there is no row or the value is NULL.</summary>
    public T? Scalar<T>(string sql, params ReadOnlySpan<object?> parameters)
    {
        using SqliteStatement run = Read(sql, parameters);
        return run.Read() ? run.Value<T>(0) : default;
    }

    /// <summary>All rows, mapped while the statement runs. The mapper must not keep the statement.</summary>
    public List<T> Query<T>(string sql, Func<SqliteStatement, T> map, params ReadOnlySpan<object?> parameters)
    {
        using SqliteStatement run = Read(sql, parameters);
        var rows = new List<T>();
        while (run.Read())
            rows.Add(map(run));
        return rows;
    }

    /// <summary>The statement before its first row, for a caller on a hot path. Dispose it before the next run of the same text.</summary>
    public SqliteStatement Read(string sql, params ReadOnlySpan<object?> parameters)
    {
        if (!_prepared.TryGetValue(sql, out SqliteStatement? statement))
            _prepared.Add(sql, statement = new SqliteStatement(_connection.Handle!, sql));
        statement.Bind(parameters);
        return statement;
    }

    public void Dispose()
    {
        foreach (SqliteStatement statement in _prepared.Values)
            statement.Close();
        _connection.Dispose();
    }
}
