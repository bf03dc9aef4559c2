using Microsoft.Data.Sqlite;

namespace Nightingale.Actors.Journal;

/// <summary>Some events in order, and whether there were no more of them behind these.</summary>
internal sealed record EventPage(IReadOnlyList<StoredEvent> Events, bool Last);

/// <summary>The table of events: inserts, and reads in pages so that appends need not wait for a long read. For the journal's thread alone.</summary>
internal sealed class SqliteEvents(SqliteConnection connection) : IDisposable
{
    private const int PageEvents = 512;
    private const int PageBytes = 1024 * 1024;

    private const string Columns =
        "persistence_id, sequence_nr, shard, ordinal, epoch, at, manifest, payload, principal, command_key, payload_hash, hash";

    private readonly Statement _insert = new(
        connection,
        $"INSERT INTO event ({Columns}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        SqliteType.Text, SqliteType.Integer, SqliteType.Integer, SqliteType.Integer, SqliteType.Integer, SqliteType.Integer,
        SqliteType.Text, SqliteType.Blob, SqliteType.Text, SqliteType.Text, SqliteType.Blob, SqliteType.Blob);

    private readonly Statement _ofEntity = new(
        connection,
        $"SELECT {Columns} FROM event WHERE persistence_id = $1 AND sequence_nr > $2 AND sequence_nr <= $3 ORDER BY sequence_nr LIMIT {PageEvents}",
        SqliteType.Text, SqliteType.Integer, SqliteType.Integer);

    private readonly Statement _ofShard = new(
        connection,
        $"SELECT {Columns} FROM event WHERE shard = $1 AND ordinal > $2 AND ordinal <= $3 ORDER BY ordinal LIMIT {PageEvents}",
        SqliteType.Integer, SqliteType.Integer, SqliteType.Integer);

    private readonly Statement _removePayloads = new(
        connection,
        "UPDATE event SET payload = x'' WHERE persistence_id = $1 AND sequence_nr <= $2 AND length(payload) > 0",
        SqliteType.Text, SqliteType.Integer);

    /// <summary>Inserts an event.</summary>
    public void Insert(StoredEvent stored) => _insert.Execute(
        stored.PersistenceId,
        stored.SequenceNr,
        stored.Shard,
        stored.Ordinal,
        stored.Epoch,
        stored.At.ToUnixTimeMilliseconds(),
        stored.Manifest,
        Statement.Blob(stored.Payload),
        stored.Principal,
        stored.CommandKey,
        Statement.Blob(stored.PayloadHash),
        Statement.Blob(stored.Hash));

    /// <summary>An entity's events after a sequence number, up to another.</summary>
    public EventPage OfEntity(string persistenceId, long after, long to)
    {
        using var rows = _ofEntity.Query(persistenceId, after, to);
        return Page(rows);
    }

    /// <summary>A shard's events after an ordinal, up to another.</summary>
    public EventPage OfShard(int shard, long after, long to = long.MaxValue)
    {
        using var rows = _ofShard.Query(shard, after, to);
        return Page(rows);
    }

    /// <summary>Empties an entity's payloads up to a sequence number, and gives how many were not empty.</summary>
    public int RemovePayloads(string persistenceId, long through) => _removePayloads.Execute(persistenceId, through);

    public void Dispose()
    {
        _insert.Dispose();
        _ofEntity.Dispose();
        _ofShard.Dispose();
        _removePayloads.Dispose();
    }

    private static EventPage Page(SqliteDataReader rows)
    {
        var events = new List<StoredEvent>();
        for (var bytes = 0L; bytes < PageBytes && events.Count < PageEvents; bytes += events[^1].Payload.Length)
        {
            if (!rows.Read()) return new(events, Last: true);
            events.Add(Event(rows));
        }

        return new(events, Last: false);
    }

    private static StoredEvent Event(SqliteDataReader row) => new(
        row.GetString(0),
        row.GetInt64(1),
        row.GetInt32(2),
        row.GetInt64(3),
        row.GetInt64(4),
        DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(5)),
        row.GetString(6),
        row.GetFieldValue<byte[]>(7),
        row.GetString(8),
        row.IsDBNull(9) ? null : row.GetString(9),
        row.GetFieldValue<byte[]>(10),
        row.GetFieldValue<byte[]>(11));
}
