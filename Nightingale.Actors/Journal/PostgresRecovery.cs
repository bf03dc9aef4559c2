using Npgsql;

namespace Nightingale.Actors.Journal;

/// <summary>Reads what an entity comes back from in one round trip.</summary>
internal static class PostgresRecovery
{
    private const int FirstEvents = 512;

    /// <summary>An entity's snapshot with its checksum, if there is one of the manifest, and its first events after it.</summary>
    /// <returns>Complete if there are no more events.</returns>
    /// <exception cref="JournalUnavailableException">The database cannot be read.</exception>
    public static async Task<(Snapshot? Snapshot, byte[] Checksum, List<ReplayedEvent> Events, bool Complete)> Load(
        PostgresJournalOptions options, string persistenceId, string snapshotManifest, CancellationToken stop)
    {
        try
        {
            await using var batch = options.Database.CreateBatch();
            batch.Timeout = (int)options.AnswersWithin.TotalSeconds;
            // Both are of one moment: a snapshot that is saved in between would hide events that the older one does not hold.
            batch.BatchCommands.Add(new("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY"));
            batch.BatchCommands.Add(new("SELECT sequence_nr, payload, checksum FROM snapshot WHERE persistence_id = $1 AND manifest = $2") { Parameters = { new() { Value = persistenceId }, new() { Value = snapshotManifest } } });
            batch.BatchCommands.Add(new(
                $"""
                SELECT sequence_nr, epoch, manifest, payload, command_key FROM event
                WHERE persistence_id = $1 AND sequence_nr > coalesce((SELECT sequence_nr FROM snapshot WHERE persistence_id = $1 AND manifest = $2), 0)
                ORDER BY sequence_nr LIMIT {FirstEvents}
                """)
            { Parameters = { new() { Value = persistenceId }, new() { Value = snapshotManifest } } });
            batch.BatchCommands.Add(new("COMMIT"));
            await using var rows = await batch.ExecuteReaderAsync(stop);
            var (snapshot, checksum) = await rows.ReadAsync(stop) ? Known(rows, persistenceId, snapshotManifest) : (null, []);
            await rows.NextResultAsync(stop);
            var events = new List<ReplayedEvent>();
            while (await rows.ReadAsync(stop)) events.Add(Replayed(rows));
            return (snapshot, checksum, events, events.Count < FirstEvents);
        }
        catch (NpgsqlException fault)
        {
            throw PostgresFaults.Reading(fault);
        }
    }

    private static (Snapshot? Snapshot, byte[] Checksum) Known(NpgsqlDataReader row, string persistenceId, string manifest) =>
        (new(persistenceId, row.GetInt64(0), manifest, row.GetFieldValue<byte[]>(1)), row.GetFieldValue<byte[]>(2));

    private static ReplayedEvent Replayed(NpgsqlDataReader row) =>
        new(row.GetInt64(0), row.GetInt64(1), row.GetString(2), row.GetFieldValue<byte[]>(3), row.IsDBNull(4) ? null : row.GetString(4));
}
