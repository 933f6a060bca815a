using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace DataSharing.Embedded.Sqlite;

/// <summary>
/// A prepared statement and, while it runs, its current row. Straight on SQLite's own calls: the ADO.NET layer costs as much as
/// a point read itself, and a request makes dozens of them. Disposing ends the run, not the statement.
/// </summary>
public sealed class SqliteStatement : IDisposable
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;
    private readonly int[] _parameters;

    internal SqliteStatement(sqlite3 database, string sql)
    {
        _database = database;
        for (long since = Environment.TickCount64; ;)
        {
            int result = raw.sqlite3_prepare_v3(database, sql, raw.SQLITE_PREPARE_PERSISTENT, out _statement);
            if (result == raw.SQLITE_OK)
                break;
            WaitOrThrow(result, since);
        }

        // To SQLite "$2" is a name: its places are counted in the order of the text.
        _parameters = new int[raw.sqlite3_bind_parameter_count(_statement)];
        for (int i = 0; i < _parameters.Length; i++)
            _parameters[i] = int.Parse(
                raw.sqlite3_bind_parameter_name(_statement, i + 1).utf8_to_string().AsSpan(1), CultureInfo.InvariantCulture);
    }

    /// <summary>Goes to the next row; false: there is none, and the run is over.</summary>
    public bool Read()
    {
        for (long since = Environment.TickCount64; ;)
        {
            int result = raw.sqlite3_step(_statement);
            if (result == raw.SQLITE_ROW)
                return true;
            if (result == raw.SQLITE_DONE)
                return false;
            // Before the first row nothing has happened yet; SQLite gives this answer at no other time.
            raw.sqlite3_reset(_statement);
            WaitOrThrow(result, since);
        }
    }

    public bool IsNull(int column) => raw.sqlite3_column_type(_statement, column) == raw.SQLITE_NULL;

    public long GetInt64(int column) => raw.sqlite3_column_int64(_statement, column);

    public string GetString(int column) => raw.sqlite3_column_text(_statement, column).utf8_to_string();

    public byte[] GetBytes(int column) => raw.sqlite3_column_blob(_statement, column).ToArray();

    /// <summary>Ends the run. An open run of a reader would keep the log from being emptied.</summary>
    public void Dispose() => raw.sqlite3_reset(_statement);

    internal void Bind(ReadOnlySpan<object?> parameters)
    {
        for (int i = 0; i < _parameters.Length; i++)
        {
            object? value = parameters[_parameters[i] - 1];
            int result = value switch
            {
                null => raw.sqlite3_bind_null(_statement, i + 1),
                long number => raw.sqlite3_bind_int64(_statement, i + 1, number),
                string text => BindText(i + 1, text),
                byte[] bytes => raw.sqlite3_bind_blob(_statement, i + 1, bytes),
                _ => throw new ArgumentException(
                    $"parameter ${_parameters[i]} is a {value.GetType().Name}; texts, long numbers and bytes can be bound",
                    nameof(parameters)),
            };
            SqliteException.ThrowExceptionForRC(result, _database);
        }
    }

    internal T? Value<T>(int column)
    {
        object? value = IsNull(column) ? null
            : typeof(T) == typeof(string) ? GetString(column)
            : typeof(T) == typeof(byte[]) ? GetBytes(column)
            : typeof(T) == typeof(long) ? GetInt64(column)
            : throw new NotSupportedException($"{typeof(T).Name} is no type of a column here");
        return (T?)value;
    }

    internal void Close() => _statement.Dispose();

    private int BindText(int index, string text)
    {
        Span<byte> utf8 = stackalloc byte[512];
        return text.Length > 0 && Encoding.UTF8.TryGetBytes(text, utf8, out int length)
            ? raw.sqlite3_bind_text(_statement, index, utf8[..length])
            : raw.sqlite3_bind_text(_statement, index, text);
    }

    // Another connection is writing, recovering or emptying the log. It is never long; a busy handler would also hold up the
    // emptying of the log, which had better be told that a reader is in the way.
    private void WaitOrThrow(int result, long since)
    {
        // Extended codes have the plain one in their low byte.
        if ((result & 0xff) is not (raw.SQLITE_BUSY or raw.SQLITE_LOCKED)
            || Environment.TickCount64 - since > LongestWait.TotalMilliseconds)
            SqliteException.ThrowExceptionForRC(result, _database);
        Thread.Sleep(5);
    }
}
