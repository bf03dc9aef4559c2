using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Nightingale.Actors.Journal;

/// <summary>The rows of a statement, one at a time. Dispose it to reset the statement.</summary>
internal readonly struct SqliteRows(sqlite3 database, sqlite3_stmt statement) : IDisposable
{
    /// <summary>Goes to the next row.</summary>
    /// <returns>False if there is none.</returns>
    /// <exception cref="SqliteException">It cannot be read.</exception>
    public bool Read()
    {
        var result = raw.sqlite3_step(statement);
        if (result == raw.SQLITE_ROW) return true;
        if (result != raw.SQLITE_DONE) SqliteException.ThrowExceptionForRC(result, database);
        return false;
    }

    /// <summary>Whether the column holds nothing.</summary>
    public bool IsNull(int column) => raw.sqlite3_column_type(statement, column) == raw.SQLITE_NULL;

    /// <summary>A whole number; 0 if it is something else.</summary>
    public long Long(int column) => raw.sqlite3_column_int64(statement, column);

    /// <summary>A whole number.</summary>
    /// <exception cref="OverflowException">It has more than 32 bits.</exception>
    public int Int(int column) => checked((int)Long(column));

    /// <summary>A text; empty if there is none.</summary>
    public string Text(int column) => Encoding.UTF8.GetString(Utf8(column));

    /// <summary>A text, or <paramref name="before"/> if it is the same: it is not made again.</summary>
    public string Text(int column, string? before)
    {
        var utf8 = Utf8(column);
        return before is not null && Ascii.Equals(utf8, before) ? before : Encoding.UTF8.GetString(utf8);
    }

    /// <summary>Bytes; empty if there are none.</summary>
    public byte[] Bytes(int column) => raw.sqlite3_column_blob(statement, column).ToArray();

    /// <summary>Bytes where SQLite holds them; only until the next row.</summary>
    public ReadOnlySpan<byte> Utf8(int column) => raw.sqlite3_column_blob(statement, column);

    public void Dispose() => raw.sqlite3_reset(statement);
}
