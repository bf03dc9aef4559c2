using System.Text;
using Microsoft.Data.Sqlite;

using SQLitePCL;

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

    private readonly Statement _nextShard = new(connection, "SELECT min(shard) FROM event WHERE shard > $1", SqliteType.Integer);

    private readonly Statement _lastOrdinal = new(connection, "SELECT max(ordinal) FROM event WHERE shard = $1", SqliteType.Integer);

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
    public IEnumerable<StoredEvent> OfEntity(string persistenceId, long after, long to) =>
        Paged(last => _ofEntity.Query(persistenceId, last?.SequenceNr ?? after, to));

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
            return rows.Read() && !rows.IsDBNull(0) ? rows.GetInt64(0) : null;
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
        _nextShard.Dispose();
        _lastOrdinal.Dispose();
        _removePayloads.Dispose();
    }

    private static IEnumerable<StoredEvent> Paged(Func<StoredEvent?, SqliteDataReader> query)
    {
        StoredEvent? last = null;
        for (var ended = false; !ended;)
        {
            List<StoredEvent> page;
            using (var rows = query(last)) (page, ended) = Page(rows);
            foreach (var stored in page) yield return last = stored;
        }
    }

    // A page that is not full is the last: to ask once more would cost as much as a small entity itself.
    private static (List<StoredEvent> Page, bool Ended) Page(SqliteDataReader rows)
    {
        var page = new List<StoredEvent>();
        for (var bytes = 0L; bytes < PageBytes; bytes += page[^1].Payload.Length)
        {
            if (!rows.Read()) return (page, page.Count < PageEvents);
            page.Add(Event(rows, page.Count > 0 ? page[^1] : null));
        }

        return (page, false);
    }

    private static StoredEvent Event(SqliteDataReader row, StoredEvent? before)
    {
        try
        {
            return Read(row.Handle!, before);
        }
        catch (Exception fault) when (fault is ArgumentOutOfRangeException or OverflowException or InvalidCastException or InvalidOperationException)
        {
            throw new DamagedJournalException($"Event {row.GetValue(1)} of {row.GetValue(0)} (shard {row.GetValue(2)}, ordinal {row.GetValue(3)}) is not readable: a value in it cannot be.");
        }
    }

    // Past the reader, which asks for a value's type before the value, and with one array for all bytes: half of the time of a recovery is spent here.
    private static StoredEvent Read(sqlite3_stmt row, StoredEvent? before)
    {
        var payload = raw.sqlite3_column_bytes(row, 7);
        var payloadHash = raw.sqlite3_column_bytes(row, 10);
        var bytes = new byte[payload + payloadHash + raw.sqlite3_column_bytes(row, 11)];
        raw.sqlite3_column_blob(row, 7).CopyTo(bytes);
        raw.sqlite3_column_blob(row, 10).CopyTo(bytes.AsSpan(payload));
        raw.sqlite3_column_blob(row, 11).CopyTo(bytes.AsSpan(payload + payloadHash));
        return new(
            Text(row, 0, before?.PersistenceId) ?? throw Missing(),
            raw.sqlite3_column_int64(row, 1),
            checked((int)raw.sqlite3_column_int64(row, 2)),
            raw.sqlite3_column_int64(row, 3),
            raw.sqlite3_column_int64(row, 4),
            DateTimeOffset.FromUnixTimeMilliseconds(raw.sqlite3_column_int64(row, 5)),
            Text(row, 6, before?.Manifest) ?? throw Missing(),
            bytes.AsMemory(0, payload),
            Text(row, 8, before?.Principal) ?? throw Missing(),
            Text(row, 9, before?.CommandKey),
            bytes.AsMemory(payload, payloadHash),
            bytes.AsMemory(payload + payloadHash));
    }

    // Most texts are those of the event before: they are compared, and not made again.
    private static string? Text(sqlite3_stmt row, int column, string? before)
    {
        if (raw.sqlite3_column_type(row, column) == raw.SQLITE_NULL) return null;
        var text = raw.sqlite3_column_blob(row, column);
        return before is not null && Ascii.Equals(text, before) ? before : Encoding.UTF8.GetString(text);
    }

    private static InvalidOperationException Missing() => new("A text is missing.");
}
