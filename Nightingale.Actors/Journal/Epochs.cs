using Microsoft.Data.Sqlite;

namespace Nightingale.Actors.Journal;

/// <summary>
/// The epoch of a data folder. One node has all of its shards, so one number stands for the leases of a cluster: each opening for writing
/// raises it, and whatever still carries an older one is fenced.
/// </summary>
internal static class Epochs
{
    /// <summary>Raises the epoch durably and gives the new one.</summary>
    public static long Raise(SqliteConnection connection)
    {
        Statement.Run(connection, "UPDATE epoch SET value = value + 1");
        return Current(connection);
    }

    /// <summary>The epoch of the last opening for writing.</summary>
    public static long Current(SqliteConnection connection) => Statement.Number(connection, "SELECT value FROM epoch");
}
