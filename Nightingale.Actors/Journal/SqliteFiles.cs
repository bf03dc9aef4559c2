using Microsoft.Data.Sqlite;

namespace Nightingale.Actors.Journal;

/// <summary>
/// The files of a stopped node, open for reading. If the node stopped cleanly, everything is in the database, which is opened as immutable: SQLite
/// then neither locks it nor looks for a log. If not, the last events are still in the write-ahead log, and to read them is to recover them; that
/// happens in a private copy.
/// </summary>
internal sealed class SqliteFiles : IDisposable
{
    private readonly DataFolderLock _lock;
    private readonly string? _copy;

    private SqliteFiles(DataFolderLock folderLock, string? copy, SqliteStore store)
    {
        _lock = folderLock;
        _copy = copy;
        Store = store;
    }

    /// <summary>The database; dispose it before the files.</summary>
    public SqliteStore Store { get; }

    /// <summary>Opens the journal in a data folder.</summary>
    /// <exception cref="JournalUnavailableException">A node runs on it, there is none, or it is of a newer version.</exception>
    public static SqliteFiles Open(string folder) => SqliteDatabase.Guarded(() =>
    {
        var file = Path.Combine(folder, SqliteDatabase.FileName);
        if (!File.Exists(file)) throw new JournalUnavailableException("There is no journal in the data folder.");
        var folderLock = DataFolderLock.Share(folder);
        string? copy = null;
        try
        {
            if (new FileInfo(file + "-wal") is { Exists: true, Length: > 0 })
            {
                copy = Directory.CreateTempSubdirectory("nightingale-journal-").FullName; // Its owner's alone.
                foreach (var part in Directory.EnumerateFiles(folder, SqliteDatabase.FileName + "*")) File.Copy(part, Path.Combine(copy, Path.GetFileName(part)));
            }

            return new SqliteFiles(folderLock, copy, copy is null ? Immutable(file) : Recovered(copy));
        }
        catch
        {
            Remove(copy);
            folderLock.Dispose();
            throw;
        }
    });

    public void Dispose()
    {
        Remove(_copy);
        _lock.Dispose();
    }

    private static SqliteStore Immutable(string file) => SqliteDatabase.Connect(
        $"file://{string.Join('/', Path.GetFullPath(file).Split('/').Select(Uri.EscapeDataString))}?immutable=1",
        SqliteOpenMode.ReadOnly,
        Check);

    private static SqliteStore Recovered(string copy) => SqliteDatabase.Connect(Path.Combine(copy, SqliteDatabase.FileName), SqliteOpenMode.ReadWrite, Check);

    private static void Check(SqliteConnection connection)
    {
        if (Migrations.Embedded.Check(connection) is var schema && schema < Migrations.Embedded.Newest)
            throw new JournalUnavailableException($"The journal is of an older version (schema {schema}, this one reads {Migrations.Embedded.Newest}): start the node once, which brings it up to date.");
    }

    private static void Remove(string? copy)
    {
        if (copy is not null) Directory.Delete(copy, recursive: true);
    }
}
