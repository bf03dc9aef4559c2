using System.Runtime.InteropServices;

using Microsoft.Data.Sqlite;

namespace Nightingale.Actors.Journal;

/// <summary>A prepared statement with the parameters <c>$1</c>, <c>$2</c> and so on. For the journal's thread alone.</summary>
internal sealed class Statement : IDisposable
{
    private readonly SqliteCommand _command;

    public Statement(SqliteConnection connection, string sql, params ReadOnlySpan<SqliteType> parameters)
    {
        _command = connection.CreateCommand();
        _command.CommandText = sql;
        for (var i = 0; i < parameters.Length; i++) _command.Parameters.Add($"${i + 1}", parameters[i]);
        _command.Prepare();
    }

    /// <summary>Runs it and gives the number of rows that it changed.</summary>
    public int Execute(params ReadOnlySpan<object?> values)
    {
        Bind(values);
        return _command.ExecuteNonQuery();
    }

    /// <summary>Runs it and gives its rows. Dispose the reader before the statement runs again.</summary>
    public SqliteDataReader Query(params ReadOnlySpan<object?> values)
    {
        Bind(values);
        return _command.ExecuteReader();
    }

    /// <summary>Runs it and gives the number in its first row, or 0 if there is none.</summary>
    public long Number(params ReadOnlySpan<object?> values)
    {
        Bind(values);
        return _command.ExecuteScalar() is long number ? number : 0;
    }

    /// <summary>Runs a statement, or several, once.</summary>
    public static void Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>Runs a query once and gives the number in its first row, or 0 if there is none.</summary>
    public static long Number(SqliteConnection connection, string sql)
    {
        using var query = new Statement(connection, sql);
        return query.Number();
    }

    /// <summary>Bytes as SQLite takes them, without a copy where the memory is a whole array.</summary>
    public static byte[] Blob(ReadOnlyMemory<byte> bytes) =>
        MemoryMarshal.TryGetArray(bytes, out var array) && array.Offset == 0 && array.Count == array.Array!.Length
            ? array.Array
            : bytes.ToArray();

    public void Dispose() => _command.Dispose();

    private void Bind(ReadOnlySpan<object?> values)
    {
        for (var i = 0; i < values.Length; i++) _command.Parameters[i].Value = values[i] ?? DBNull.Value;
    }
}
