using Microsoft.Data.Sqlite;

namespace Nightingale.Actors.Journal;

/// <summary>
/// The table of events. What it reads it reads page by page: no statement stays open between two events, so a reader may pause for as long as it
/// likes and appends go on meanwhile. For the journal's thread alone.
/// </summary>
internal sealed class SqliteEvents(SqliteConnection connection) : IDisposable
{
    private const int PageEvents = 512;
    private const int PageBytes = 1024 * 1024;

    private const string Columns =
        "persistence_id, sequence_nr, shard, ordinal, epoch, at, manifest, payload, principal, command_key, payload_hash, hash";

    private readonly Statement _insert = new(
        connection,
        $"INSERT INTO event ({Columns}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)");

    private readonly Statement _ofEntity = new(
        connection,
        $"SELECT {Columns} FROM event WHERE persistence_id = $1 AND sequence_nr > $2 AND sequence_nr <= $3 ORDER BY sequence_nr LIMIT {PageEvents}");

    private readonly Statement _ofShard = new(
        connection,
        $"SELECT {Columns} FROM event WHERE shard = $1 AND ordinal > $2 AND ordinal <= $3 ORDER BY ordinal LIMIT {PageEvents}");

    // Less than half of the columns: to read them is most of what a recovery costs.
    private readonly Statement _replayed = new(
        connection,
        $"SELECT sequence_nr, epoch, manifest, payload, command_key FROM event WHERE persistence_id = $1 AND sequence_nr > $2 ORDER BY sequence_nr LIMIT {PageEvents}");

    private readonly Statement _nextShard = new(connection, "SELECT min(shard) FROM event WHERE shard > $1");

    private readonly Statement _lastOrdinal = new(connection, "SELECT max(ordinal) FROM event WHERE shard = $1");

    private readonly Statement _removePayloads = new(
        connection,
        "UPDATE event SET payload = x'' WHERE persistence_id = $1 AND sequence_nr <= $2 AND length(payload) > 0");

    /// <summary>Inserts an event.</summary>
    public void Insert(StoredEvent stored) => _insert.Execute(
        stored.PersistenceId,
        stored.SequenceNr,
        stored.Shard,
        stored.Ordinal,
        stored.Epoch,
        stored.At.ToUnixTimeMilliseconds(),
        stored.Manifest,
        stored.Payload,
        stored.Principal,
        stored.CommandKey,
        stored.PayloadHash,
        stored.Hash);

    /// <summary>An entity's events after a sequence number, up to another.</summary>
    public IEnumerable<StoredEvent> OfEntity(string persistenceId, long after, long to) =>
        Paged(last => _ofEntity.Query(persistenceId, last?.SequenceNr ?? after, to));

    /// <summary>What a replay needs of an entity's first events after a sequence number, and whether these are all.</summary>
    public (List<ReplayedEvent> Events, bool Complete) FirstOf(string persistenceId, long after)
    {
        using var rows = _replayed.Query(persistenceId, after);
        return Page<ReplayedEvent>(rows, Replayed, replayed => replayed.Payload);
    }

    /// <summary>A shard's events after an ordinal, up to another.</summary>
    public IEnumerable<StoredEvent> OfShard(int shard, long after, long to = long.MaxValue) =>
        Paged(last => _ofShard.Query(shard, last?.Ordinal ?? after, to));

    /// <summary>The shards that have events.</summary>
    public IEnumerable<int> Shards()
    {
        for (var shard = Next(long.MinValue); shard is { } found; shard = Next(found)) yield return (int)found;

        long? Next(long after)
        {
            using var rows = _nextShard.Query(after);
            return rows.Read() && !rows.IsNull(0) ? rows.Long(0) : null;
        }
    }

    /// <summary>A shard's last ordinal; 0 if it has no events.</summary>
    public long LastOrdinal(int shard) => _lastOrdinal.Number(shard);

    /// <summary>Empties an entity's payloads up to a sequence number, and gives how many were not empty.</summary>
    public int RemovePayloads(string persistenceId, long through) => _removePayloads.Execute(persistenceId, through);

    public void Dispose()
    {
        _insert.Dispose();
        _ofEntity.Dispose();
        _ofShard.Dispose();
        _replayed.Dispose();
        _nextShard.Dispose();
        _lastOrdinal.Dispose();
        _removePayloads.Dispose();
    }

    private static IEnumerable<StoredEvent> Paged(Func<StoredEvent?, SqliteRows> query)
    {
        StoredEvent? last = null;
        for (var ended = false; !ended;)
        {
            List<StoredEvent> page;
            using (var rows = query(last)) (page, ended) = Page<StoredEvent>(rows, Event, stored => stored.Payload);
            foreach (var stored in page) yield return last = stored;
        }
    }

    // A page that is not full is the last: to ask once more would cost as much as a small entity itself.
    private static (List<T> Page, bool Ended) Page<T>(SqliteRows rows, Func<SqliteRows, T?, T> read, Func<T, ReadOnlyMemory<byte>> payload)
        where T : class
    {
        var page = new List<T>();
        for (var bytes = 0L; bytes < PageBytes; bytes += payload(page[^1]).Length)
        {
            if (!rows.Read()) return (page, page.Count < PageEvents);
            page.Add(read(rows, page.Count > 0 ? page[^1] : null));
        }

        return (page, false);
    }

    private static StoredEvent Event(SqliteRows row, StoredEvent? before)
    {
        try
        {
            return Read(row, before);
        }
        catch (Exception fault) when (fault is ArgumentOutOfRangeException or OverflowException)
        {
            throw new DamagedJournalException($"Event {row.Long(1)} of {row.Text(0)} (shard {row.Long(2)}, ordinal {row.Long(3)}) is not readable: a value in it cannot be.");
        }
    }

    private static StoredEvent Read(SqliteRows row, StoredEvent? before) => new(
        row.Text(0, before?.PersistenceId),
        row.Long(1),
        row.Int(2),
        row.Long(3),
        row.Long(4),
        DateTimeOffset.FromUnixTimeMilliseconds(row.Long(5)),
        row.Text(6, before?.Manifest),
        row.Bytes(7),
        row.Text(8, before?.Principal),
        row.IsNull(9) ? null : row.Text(9, before?.CommandKey),
        row.Bytes(10),
        row.Bytes(11));

    private static ReplayedEvent Replayed(SqliteRows row, ReplayedEvent? before) => new(
        row.Long(0), row.Long(1), row.Text(2, before?.Manifest), row.Bytes(3), row.IsNull(4) ? null : row.Text(4, before?.CommandKey));
}
