using System.Runtime.CompilerServices;
using Npgsql;
using NpgsqlTypes;

namespace Nightingale.Actors.Journal;

/// <summary>The table of events: what is read, page by page, on connections that nothing holds between two pages, and how events are inserted.</summary>
internal static class PostgresEvents
{
    private const int PageEvents = 512;

    private const string Columns =
        "persistence_id, sequence_nr, shard, ordinal, epoch, at, manifest, payload, principal, command_key, payload_hash, hash";

    /// <summary>An entity's events after a sequence number, up to another.</summary>
    public static IAsyncEnumerable<StoredEvent> OfEntity(NpgsqlDataSource database, string persistenceId, long after, long to, CancellationToken stop) => Paged(
        database.CreateCommand,
        $"SELECT {Columns} FROM event WHERE persistence_id = $1 AND sequence_nr > $2 AND sequence_nr <= $3 ORDER BY sequence_nr LIMIT {PageEvents}",
        last => [new() { Value = persistenceId }, new() { Value = last?.SequenceNr ?? after }, new() { Value = to }],
        stop);

    /// <summary>A shard's events after an ordinal, up to another.</summary>
    public static IAsyncEnumerable<StoredEvent> OfShard(NpgsqlDataSource database, int shard, long after, long to, CancellationToken stop) =>
        OfShard(database.CreateCommand, shard, after, to, stop);

    /// <summary>A shard's events after an ordinal, up to another, by commands that may be of one transaction.</summary>
    public static IAsyncEnumerable<StoredEvent> OfShard(Func<string, NpgsqlCommand> command, int shard, long after, long to, CancellationToken stop) => Paged(
        command,
        $"SELECT {Columns} FROM event WHERE shard = $1 AND ordinal > $2 AND ordinal <= $3 ORDER BY ordinal LIMIT {PageEvents}",
        last => [new() { Value = shard }, new() { Value = last?.Ordinal ?? after }, new() { Value = to }],
        stop);

    /// <summary>All events, by shard and ordinal, as one transaction sees them: on its connection, row by row.</summary>
    public static async IAsyncEnumerable<StoredEvent> All(NpgsqlConnection connection, [EnumeratorCancellation] CancellationToken stop)
    {
        await using var query = new NpgsqlCommand($"SELECT {Columns} FROM event ORDER BY shard, ordinal", connection) { CommandTimeout = 0 };
        await using var rows = await query.ExecuteReaderAsync(stop);
        while (await rows.ReadAsync(stop)) yield return Event(rows);
    }

    /// <summary>The events right after where a generation of a projection stands in some shards, at most so many of each, on a connection of the caller's.</summary>
    public static async Task<List<StoredEvent>> AfterOffsets(NpgsqlConnection connection, long generation, int[] shards, int ofEach, CancellationToken stop)
    {
        await using var query = new NpgsqlCommand(
            $"""
            SELECT next.* FROM projection_offset AS place CROSS JOIN LATERAL (
                SELECT {Columns} FROM event WHERE event.shard = place.shard AND event.ordinal > place.ordinal ORDER BY event.ordinal LIMIT $3) AS next
            WHERE place.generation = $1 AND place.shard = ANY ($2) ORDER BY next.shard, next.ordinal
            """,
            connection);
        foreach (var value in (object[])[generation, shards, (long)ofEach]) query.Parameters.Add(new() { Value = value });
        await using var rows = await query.ExecuteReaderAsync(stop);
        var events = new List<StoredEvent>();
        while (await rows.ReadAsync(stop)) events.Add(Event(rows));
        return events;
    }

    /// <summary>Inserts events, all in one statement.</summary>
    public static NpgsqlBatchCommand Insert(IReadOnlyList<StoredEvent> events) => new(
        $"INSERT INTO event ({Columns}) SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)")
    {
        Parameters =
        {
            Array(NpgsqlDbType.Text, events.Select(stored => stored.PersistenceId)),
            Array(NpgsqlDbType.Bigint, events.Select(stored => stored.SequenceNr)),
            Array(NpgsqlDbType.Integer, events.Select(stored => stored.Shard)),
            Array(NpgsqlDbType.Bigint, events.Select(stored => stored.Ordinal)),
            Array(NpgsqlDbType.Bigint, events.Select(stored => stored.Epoch)),
            Array(NpgsqlDbType.Bigint, events.Select(stored => stored.At.ToUnixTimeMilliseconds())),
            Array(NpgsqlDbType.Text, events.Select(stored => stored.Manifest)),
            Array(NpgsqlDbType.Bytea, events.Select(stored => stored.Payload)),
            Array(NpgsqlDbType.Text, events.Select(stored => stored.Principal)),
            Array(NpgsqlDbType.Text, events.Select(stored => stored.CommandKey)),
            Array(NpgsqlDbType.Bytea, events.Select(stored => stored.PayloadHash)),
            Array(NpgsqlDbType.Bytea, events.Select(stored => stored.Hash)),
        },
    };

    /// <summary>A parameter that is an array.</summary>
    public static NpgsqlParameter Array<T>(NpgsqlDbType type, IEnumerable<T> values) => new() { NpgsqlDbType = NpgsqlDbType.Array | type, Value = values.ToArray() };

    private static async IAsyncEnumerable<StoredEvent> Paged(
        Func<string, NpgsqlCommand> command, string sql, Func<StoredEvent?, NpgsqlParameter[]> parameters, [EnumeratorCancellation] CancellationToken stop)
    {
        for (List<StoredEvent>? page = null; page is not { Count: < PageEvents };)
        {
            page = await Page(command, sql, parameters(page?[^1]), stop);
            foreach (var stored in page) yield return stored;
        }
    }

    private static async Task<List<StoredEvent>> Page(Func<string, NpgsqlCommand> command, string sql, NpgsqlParameter[] parameters, CancellationToken stop)
    {
        try
        {
            await using var query = command(sql);
            query.Parameters.AddRange(parameters);
            await using var rows = await query.ExecuteReaderAsync(stop);
            var page = new List<StoredEvent>();
            while (await rows.ReadAsync(stop)) page.Add(Event(rows));
            return page;
        }
        catch (NpgsqlException fault)
        {
            throw PostgresFaults.Reading(fault);
        }
    }

    private static StoredEvent Event(NpgsqlDataReader row)
    {
        try
        {
            return Read(row);
        }
        catch (Exception fault) when (fault is ArgumentOutOfRangeException or OverflowException or InvalidCastException)
        {
            throw new DamagedJournalException($"Event {row.GetValue(1)} of {row.GetValue(0)} (shard {row.GetValue(2)}, ordinal {row.GetValue(3)}) is not readable: a value in it cannot be.", fault);
        }
    }

    private static StoredEvent Read(NpgsqlDataReader row) => new(
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
