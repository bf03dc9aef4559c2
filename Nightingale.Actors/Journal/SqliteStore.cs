using Microsoft.Data.Sqlite;

namespace Nightingale.Actors.Journal;

/// <summary>The journal's database: its connection and its tables. For the journal's thread alone.</summary>
internal sealed class SqliteStore(SqliteConnection connection) : IDisposable
{
    /// <summary>The one connection.</summary>
    public SqliteConnection Connection => connection;

    /// <summary>The table of events.</summary>
    public SqliteEvents Events { get; } = new(connection);

    /// <summary>The tables of entities and their snapshots.</summary>
    public SqliteEntities Entities { get; } = new(connection);

    /// <summary>The tables of checkpoints and keys.</summary>
    public SqliteCheckpoints Checkpoints { get; } = new(connection);

    public void Dispose()
    {
        Checkpoints.Dispose();
        Entities.Dispose();
        Events.Dispose();
        connection.Dispose();
    }
}
