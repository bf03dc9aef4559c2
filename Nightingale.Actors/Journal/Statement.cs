using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Nightingale.Actors.Journal;

/// <summary>
/// A prepared statement with the parameters <c>$1</c>, <c>$2</c> and so on. Past ADO.NET's commands and readers, which box every value and ask for its type
/// first: <c>nightingale bench recovery</c> says what that is worth. For the journal's thread alone.
/// </summary>
internal sealed class Statement : IDisposable
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;

    /// <exception cref="SqliteException">The SQL makes no sense to this database.</exception>
    public Statement(SqliteConnection connection, string sql)
    {
        _database = connection.Handle!;
        SqliteException.ThrowExceptionForRC(raw.sqlite3_prepare_v2(_database, sql, out _statement), _database);
    }

    /// <summary>Runs it and gives the number of rows that it changed.</summary>
    public int Execute(params ReadOnlySpan<SqliteValue> values)
    {
        using var rows = Query(values);
        while (rows.Read())
        {
        }

        return raw.sqlite3_changes(_database);
    }

    /// <summary>Binds the values. Dispose the rows before the statement runs again.</summary>
    public SqliteRows Query(params ReadOnlySpan<SqliteValue> values)
    {
        for (var i = 0; i < values.Length; i++) SqliteException.ThrowExceptionForRC(values[i].Bind(_statement, i + 1), _database);
        return new(_database, _statement);
    }

    /// <summary>Runs it and gives the number in its first row, or 0 if there is none.</summary>
    public long Number(params ReadOnlySpan<SqliteValue> values)
    {
        using var rows = Query(values);
        return rows.Read() ? rows.Long(0) : 0;
    }

    /// <summary>Runs statements once.</summary>
    public static void Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>Runs a query once and gives the number in its first row, or 0 if there is none.</summary>
    public static long Number(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar() is long number ? number : 0;
    }

    public void Dispose() => _statement.Dispose();
}
