using Microsoft.Data.Sqlite;

namespace Nightingale.Actors.Journal;

/// <summary>The tables of entities and of their snapshots. For the journal's thread alone.</summary>
internal sealed class SqliteEntities(SqliteConnection connection) : IDisposable
{
    private const int PageRows = 1024;

    private readonly Statement _upsert = new(
        connection,
        """
        INSERT INTO entity (persistence_id, shard, owes_work) VALUES ($1, $2, $3)
        ON CONFLICT (persistence_id) DO UPDATE SET owes_work = excluded.owes_work
        """);

    private readonly Statement _highest = new(connection, "SELECT max(sequence_nr) FROM event WHERE persistence_id = $1");

    private readonly Statement _list = new(
        connection,
        $"""
        SELECT persistence_id, (SELECT max(sequence_nr) FROM event WHERE event.persistence_id = entity.persistence_id)
        FROM entity WHERE persistence_id >= $1 AND persistence_id > $2 ORDER BY persistence_id LIMIT {PageRows}
        """);

    private readonly Statement _remembered = new(connection, "SELECT persistence_id FROM entity WHERE shard = $1 AND owes_work = 1");

    private readonly Statement _saveSnapshot = new(
        connection,
        """
        INSERT INTO snapshot (persistence_id, sequence_nr, manifest, payload, checksum) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (persistence_id) DO UPDATE SET
            sequence_nr = excluded.sequence_nr, manifest = excluded.manifest, payload = excluded.payload, checksum = excluded.checksum
        WHERE excluded.sequence_nr >= snapshot.sequence_nr
        """);

    private readonly Statement _loadSnapshot = new(
        connection,
        "SELECT sequence_nr, manifest, payload, checksum FROM snapshot WHERE persistence_id = $1");

    /// <summary>Stores an entity, or whether it owes work.</summary>
    public void Upsert(string persistenceId, int shard, bool owesWork) => _upsert.Execute(persistenceId, shard, owesWork);

    /// <summary>An entity's last sequence number; 0 if it has none.</summary>
    public long Highest(string persistenceId) => _highest.Number(persistenceId);

    /// <summary>The entities whose id begins with a prefix, with their versions, in order; read page by page.</summary>
    public IEnumerable<(string PersistenceId, long Version)> All(string prefix)
    {
        for (List<(string PersistenceId, long Version)>? page = null; page is not { Count: 0 };)
        {
            page = Page(prefix, page?[^1].PersistenceId ?? "");
            foreach (var entity in page) yield return entity;
        }
    }

    /// <summary>The entities of a shard that owe work.</summary>
    public IReadOnlyList<string> Remembered(int shard)
    {
        using var rows = _remembered.Query(shard);
        var ids = new List<string>();
        while (rows.Read()) ids.Add(rows.Text(0));
        return ids;
    }

    /// <summary>Stores a snapshot in place of an older one.</summary>
    public void Save(Snapshot snapshot) => _saveSnapshot.Execute(
        snapshot.PersistenceId,
        snapshot.SequenceNr,
        snapshot.Manifest,
        snapshot.Payload,
        HashChain.Checksum(snapshot));

    /// <summary>An entity's snapshot and whether its checksum holds, or null if there is none.</summary>
    public (Snapshot Snapshot, bool Holds)? Load(string persistenceId)
    {
        using var rows = _loadSnapshot.Query(persistenceId);
        if (!rows.Read()) return null;
        var snapshot = new Snapshot(persistenceId, rows.Long(0), rows.Text(1), rows.Bytes(2));
        return (snapshot, HashChain.Checksum(snapshot).AsSpan().SequenceEqual(rows.Bytes(3)));
    }

    public void Dispose()
    {
        _upsert.Dispose();
        _highest.Dispose();
        _list.Dispose();
        _remembered.Dispose();
        _saveSnapshot.Dispose();
        _loadSnapshot.Dispose();
    }

    private List<(string PersistenceId, long Version)> Page(string prefix, string after)
    {
        using var rows = _list.Query(prefix, after);
        var page = new List<(string, long)>();
        while (rows.Read() && rows.Text(0) is var id && id.StartsWith(prefix, StringComparison.Ordinal)) page.Add((id, rows.Long(1)));
        return page;
    }
}
