using System.Runtime.CompilerServices;
using Npgsql;
using NpgsqlTypes;

namespace Nightingale.Actors.Journal;

/// <summary>The tables of checkpoints and their keys, on one connection and in its transaction.</summary>
internal sealed class PostgresCheckpoints(NpgsqlConnection connection)
{
    private const int PageCheckpoints = 256;

    /// <summary>The last checkpoint's number, hash and age by the database's clock; 0, the origin and null if there is none.</summary>
    public async Task<(long Number, ReadOnlyMemory<byte> Hash, TimeSpan? Age)> Last(CancellationToken stop = default)
    {
        var last = await Query(
            "SELECT number, hash, clock_timestamp() - to_timestamp(at / 1000.0) FROM checkpoint ORDER BY number DESC LIMIT 1",
            rows => (rows.GetInt64(0), (ReadOnlyMemory<byte>)rows.GetFieldValue<byte[]>(1), (TimeSpan?)rows.GetTimeSpan(2)),
            stop);
        return last.Count == 0 ? (0, HashChain.Origin, null) : last[0];
    }

    /// <summary>The database's time: that of nodes may differ.</summary>
    public async Task<DateTimeOffset> Now(CancellationToken stop = default) =>
        (await Query("SELECT clock_timestamp()", rows => rows.GetFieldValue<DateTimeOffset>(0), stop))[0];

    /// <summary>Where the shards stood at the last checkpoint that names them, and the last ordinal that each has now.</summary>
    public async Task<IReadOnlyList<(int Shard, ShardHead Signed, long Last)>> Shards(CancellationToken stop = default) => await Query(
        """
        SELECT lease.shard, signed.ordinal, signed.running, (SELECT coalesce(max(ordinal), 0) FROM event WHERE event.shard = lease.shard)
        FROM lease LEFT JOIN LATERAL (SELECT ordinal, running FROM checkpoint_head WHERE shard = lease.shard ORDER BY checkpoint DESC LIMIT 1) AS signed ON true
        """,
        rows => (rows.GetInt32(0), rows.IsDBNull(1) ? ShardHead.None : new(rows.GetInt64(1), rows.GetFieldValue<byte[]>(2)), rows.GetInt64(3)),
        stop);

    /// <summary>The checkpoints in order, loaded page by page.</summary>
    public async IAsyncEnumerable<Checkpoint> All([EnumeratorCancellation] CancellationToken stop = default)
    {
        for (List<Checkpoint>? page = null; page is not { Count: 0 };)
        {
            page = await Query(
                $"SELECT number, at, previous, key_id, hash, signature FROM checkpoint WHERE number > $1 ORDER BY number LIMIT {PageCheckpoints}",
                Read,
                stop,
                page?[^1].Number ?? long.MinValue);
            if (page.Count == 0) continue;
            var heads = (await Heads(page[0].Number, page[^1].Number, stop)).ToLookup(head => head.Checkpoint);
            foreach (var checkpoint in page) yield return checkpoint with { Heads = heads[checkpoint.Number].ToDictionary(head => head.Shard, head => head.Head) };
        }
    }

    /// <summary>All public keys, oldest first.</summary>
    public async Task<IReadOnlyList<CheckpointKey>> Keys(CancellationToken stop = default) => await Query(
        "SELECT id, public_key, endorsed_by, endorsement FROM checkpoint_key ORDER BY number",
        rows => new CheckpointKey(
            rows.GetString(0),
            rows.GetFieldValue<byte[]>(1),
            rows.IsDBNull(2) ? null : rows.GetString(2),
            rows.IsDBNull(3) ? null : rows.GetFieldValue<byte[]>(3)),
        stop);

    /// <summary>Stores a public key that no other endorses.</summary>
    public async Task Insert(CheckpointKey key, CancellationToken stop = default) =>
        await Query("INSERT INTO checkpoint_key (id, public_key) VALUES ($1, $2)", _ => 0, stop, key.Id, key.PublicKey);

    /// <summary>Stores a checkpoint.</summary>
    public async Task Insert(Checkpoint checkpoint, CancellationToken stop = default)
    {
        await using var batch = new NpgsqlBatch(connection);
        var row = new NpgsqlBatchCommand("INSERT INTO checkpoint (number, at, previous, key_id, hash, signature) VALUES ($1, $2, $3, $4, $5, $6)");
        object[] values = [checkpoint.Number, checkpoint.At.ToUnixTimeMilliseconds(), checkpoint.Previous, checkpoint.KeyId, checkpoint.Hash, checkpoint.Signature];
        foreach (var value in values) row.Parameters.Add(new() { Value = value });
        batch.BatchCommands.Add(row);
        batch.BatchCommands.Add(new("INSERT INTO checkpoint_head (checkpoint, shard, ordinal, running) SELECT $1, * FROM unnest($2, $3, $4)")
        {
            Parameters =
            {
                new() { Value = checkpoint.Number },
                PostgresEvents.Array(NpgsqlDbType.Integer, checkpoint.Heads.Keys),
                PostgresEvents.Array(NpgsqlDbType.Bigint, checkpoint.Heads.Values.Select(head => head.Ordinal)),
                PostgresEvents.Array(NpgsqlDbType.Bytea, checkpoint.Heads.Values.Select(head => head.Running)),
            },
        });
        await batch.ExecuteNonQueryAsync(stop);
    }

    /// <summary>The hashes of a shard's events between two ordinals, the first excluded.</summary>
    public async Task<IReadOnlyList<(long Ordinal, byte[] Hash)>> Hashes(int shard, long after, long to, CancellationToken stop = default) => await Query(
        "SELECT ordinal, hash FROM event WHERE shard = $1 AND ordinal > $2 AND ordinal <= $3 ORDER BY ordinal",
        rows => (rows.GetInt64(0), rows.GetFieldValue<byte[]>(1)),
        stop,
        shard,
        after,
        to);

    /// <summary>Every shard that an event names, also one that there cannot be.</summary>
    public async Task<IReadOnlyList<int>> Named(CancellationToken stop = default) => await Query("SELECT DISTINCT shard FROM event ORDER BY shard", rows => rows.GetInt32(0), stop);

    private static Checkpoint Read(NpgsqlDataReader row) => new(
        row.GetInt64(0),
        DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(1)),
        row.GetFieldValue<byte[]>(2),
        new Dictionary<int, ShardHead>(),
        row.GetString(3),
        row.GetFieldValue<byte[]>(4),
        row.GetFieldValue<byte[]>(5));

    private Task<List<(long Checkpoint, int Shard, ShardHead Head)>> Heads(long first, long last, CancellationToken stop) => Query(
        "SELECT checkpoint, shard, ordinal, running FROM checkpoint_head WHERE checkpoint BETWEEN $1 AND $2",
        rows => (rows.GetInt64(0), rows.GetInt32(1), new ShardHead(rows.GetInt64(2), rows.GetFieldValue<byte[]>(3))),
        stop,
        first,
        last);

    private async Task<List<T>> Query<T>(string sql, Func<NpgsqlDataReader, T> row, CancellationToken stop, params IReadOnlyList<object> values)
    {
        try
        {
            await using var query = new NpgsqlCommand(sql, connection);
            foreach (var value in values) query.Parameters.Add(new() { Value = value });
            await using var rows = await query.ExecuteReaderAsync(stop);
            var all = new List<T>();
            while (await rows.ReadAsync(stop)) all.Add(row(rows));
            return all;
        }
        catch (NpgsqlException fault)
        {
            throw PostgresFaults.Reading(fault);
        }
    }
}
