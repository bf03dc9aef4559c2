using Microsoft.Data.Sqlite;

namespace Nightingale.Actors.Journal;

/// <summary>The tables of checkpoints and their keys. For the journal's thread alone.</summary>
internal sealed class SqliteCheckpoints(SqliteConnection connection) : IDisposable
{
    private readonly Statement _head = new(
        connection,
        "SELECT ordinal, running FROM checkpoint_head WHERE shard = $1 ORDER BY checkpoint DESC LIMIT 1");

    private readonly Statement _after = new(
        connection,
        "SELECT number, at, previous, key_id, hash, signature FROM checkpoint WHERE number > $1 ORDER BY number LIMIT 1");

    private readonly Statement _heads = new(
        connection,
        "SELECT shard, ordinal, running FROM checkpoint_head WHERE checkpoint = $1");

    /// <summary>A shard's head at the last checkpoint that names it.</summary>
    public ShardHead Head(int shard)
    {
        using var rows = _head.Query(shard);
        return rows.Read() ? new(rows.Long(0), rows.Bytes(1)) : ShardHead.None;
    }

    /// <summary>The last checkpoint's number and hash; 0 and the origin if there is none.</summary>
    public (long Number, ReadOnlyMemory<byte> Hash) Last()
    {
        using var query = new Statement(connection, "SELECT number, hash FROM checkpoint ORDER BY number DESC LIMIT 1");
        using var rows = query.Query();
        return rows.Read() ? (rows.Long(0), rows.Bytes(1)) : (0, HashChain.Origin);
    }

    /// <summary>The checkpoints that there are now, in order, loaded as they are asked for.</summary>
    public IEnumerable<Checkpoint> All()
    {
        var last = Last().Number;
        for (var next = After(long.MinValue); next is not null && next.Number <= last; next = After(next.Number)) yield return next;
    }

    /// <summary>Stores a checkpoint, within the caller's transaction.</summary>
    public void Insert(Checkpoint checkpoint)
    {
        using var row = new Statement(
            connection,
            "INSERT INTO checkpoint (number, at, previous, key_id, hash, signature) VALUES ($1, $2, $3, $4, $5, $6)");
        using var head = new Statement(
            connection,
            "INSERT INTO checkpoint_head (checkpoint, shard, ordinal, running) VALUES ($1, $2, $3, $4)");
        row.Execute(
            checkpoint.Number,
            checkpoint.At.ToUnixTimeMilliseconds(),
            checkpoint.Previous,
            checkpoint.KeyId,
            checkpoint.Hash,
            checkpoint.Signature);
        foreach (var (shard, at) in checkpoint.Heads) head.Execute(checkpoint.Number, shard, at.Ordinal, at.Running);
    }

    /// <summary>All public keys, oldest first.</summary>
    public IReadOnlyList<CheckpointKey> Keys()
    {
        using var query = new Statement(connection, "SELECT id, public_key, endorsed_by, endorsement FROM checkpoint_key ORDER BY number");
        using var rows = query.Query();
        var keys = new List<CheckpointKey>();
        while (rows.Read())
            keys.Add(new(
                rows.Text(0),
                rows.Bytes(1),
                rows.IsNull(2) ? null : rows.Text(2),
                rows.IsNull(3) ? null : rows.Bytes(3)));
        return keys;
    }

    /// <summary>Stores a public key, unless it is there.</summary>
    public void Insert(CheckpointKey key)
    {
        using var row = new Statement(
            connection,
            "INSERT INTO checkpoint_key (id, public_key, endorsed_by, endorsement) VALUES ($1, $2, $3, $4) ON CONFLICT (id) DO NOTHING");
        row.Execute(key.Id, key.PublicKey, key.EndorsedBy, key.Endorsement);
    }

    public void Dispose()
    {
        _head.Dispose();
        _after.Dispose();
        _heads.Dispose();
    }

    private Checkpoint? After(long number)
    {
        using var rows = _after.Query(number);
        if (!rows.Read()) return null;
        return new(
            rows.Long(0),
            DateTimeOffset.FromUnixTimeMilliseconds(rows.Long(1)),
            rows.Bytes(2),
            Heads(rows.Long(0)),
            rows.Text(3),
            rows.Bytes(4),
            rows.Bytes(5));
    }

    private Dictionary<int, ShardHead> Heads(long checkpoint)
    {
        using var rows = _heads.Query(checkpoint);
        var heads = new Dictionary<int, ShardHead>();
        while (rows.Read()) heads[rows.Int(0)] = new(rows.Long(1), rows.Bytes(2));
        return heads;
    }
}
