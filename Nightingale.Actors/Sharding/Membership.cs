using Npgsql;
using NpgsqlTypes;

namespace Nightingale.Actors.Sharding;

/// <summary>A node as the others see it.</summary>
/// <param name="Id">Another with each start.</param>
/// <param name="Address">Where other nodes reach it.</param>
/// <param name="Draining">Whether it gives its shards away.</param>
public sealed record ClusterNode(string Id, string Address, bool Draining);

/// <summary>
/// One node's place in the cluster, in PostgreSQL: who lives, and who holds which shard. Only the database's clock counts. Who did not renew in time is
/// buried by whoever notices first, and can never renew again; only then are its shards free.
/// </summary>
/// <param name="database">Where the connections come from.</param>
/// <param name="id">This node's, of this start.</param>
/// <param name="lease">How long the node lives without a renewal.</param>
public sealed class Membership(NpgsqlDataSource database, string id, TimeSpan lease)
{
    /// <summary>Becomes a member.</summary>
    /// <param name="address">Where other nodes reach this one.</param>
    /// <param name="cancel">Ends the attempt.</param>
    public async Task Join(string address, CancellationToken cancel = default)
    {
        await using var command = Command("INSERT INTO node (id, address, expires_at) VALUES ($1, $2, clock_timestamp() + $3)", id, address, lease);
        await command.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>Lives on.</summary>
    /// <param name="load">What the node tells of itself meanwhile.</param>
    /// <param name="cancel">Ends the attempt.</param>
    /// <returns>False if it was too late: every shard of this node may be another's by now.</returns>
    public async Task<bool> Renew(NodeLoad load = default, CancellationToken cancel = default)
    {
        await using var command = Command(
            """
            UPDATE node SET expires_at = clock_timestamp() + $2, renewed_at = clock_timestamp(), entities = $3, runs = $4, events_seen = $5
            WHERE id = $1 AND expires_at > clock_timestamp()
            """,
            id,
            lease,
            load.Entities,
            load.Runs,
            load.EventsSeen);
        return await command.ExecuteNonQueryAsync(cancel) == 1;
    }

    /// <summary>Buries whoever did not renew in time, and tells who lives.</summary>
    public async Task<IReadOnlyList<ClusterNode>> Living(CancellationToken cancel = default)
    {
        // The deletion looks again at a row that was renewed while it waited for it, so nobody is buried alive.
        await using (var bury = Command("DELETE FROM node WHERE expires_at <= clock_timestamp()")) await bury.ExecuteNonQueryAsync(cancel);
        await using var query = Command("SELECT id, address, draining FROM node ORDER BY id");
        await using var rows = await query.ExecuteReaderAsync(cancel);
        var nodes = new List<ClusterNode>();
        while (await rows.ReadAsync(cancel)) nodes.Add(new(rows.GetString(0), rows.GetString(1), rows.GetBoolean(2)));
        return nodes;
    }

    /// <summary>
    /// Takes those of some shards that are free: never held, released, or held by one who was buried. Raises their epochs. A shard in which an append of
    /// the one who was buried hangs is left for the next time: who waited for it would be late with its own renewal.
    /// </summary>
    public async Task<IReadOnlyList<ShardLease>> Take(IReadOnlyCollection<int> shards, CancellationToken cancel = default)
    {
        await using var command = Command(
            """
            UPDATE lease SET owner = $1, epoch = epoch + 1
            WHERE shard IN (
                    SELECT shard FROM lease
                    WHERE shard = ANY ($2) AND (owner IS NULL OR NOT EXISTS (SELECT FROM node WHERE node.id = lease.owner))
                    FOR UPDATE SKIP LOCKED)
                AND EXISTS (SELECT FROM node WHERE node.id = $1 AND expires_at > clock_timestamp())
            RETURNING shard, epoch
            """,
            id,
            shards.ToArray());
        await using var rows = await command.ExecuteReaderAsync(cancel);
        var taken = new List<ShardLease>();
        while (await rows.ReadAsync(cancel)) taken.Add(new(rows.GetInt32(0), rows.GetInt64(1)));
        return taken;
    }

    /// <summary>Gives shards back that this node holds and has stopped.</summary>
    public async Task Release(IReadOnlyCollection<int> shards, CancellationToken cancel = default)
    {
        await using var command = Command("UPDATE lease SET owner = NULL WHERE owner = $1 AND shard = ANY ($2)", id, shards.ToArray());
        await command.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>How many shards are free.</summary>
    public async Task<int> Untaken(CancellationToken cancel = default)
    {
        await using var query = Command("SELECT count(*) FROM lease WHERE owner IS NULL");
        return (int)(long)(await query.ExecuteScalarAsync(cancel))!;
    }

    /// <summary>Says whether a node gives its shards away.</summary>
    /// <returns>Whether there is such a node.</returns>
    public async Task<bool> Drain(string node, bool draining, CancellationToken cancel = default)
    {
        await using var command = Command("UPDATE node SET draining = $2 WHERE id = $1", node, draining);
        return await command.ExecuteNonQueryAsync(cancel) == 1;
    }

    /// <summary>Leaves: its shards are free at once. They must have been stopped.</summary>
    public async Task Leave(CancellationToken cancel = default)
    {
        await using var command = Command("DELETE FROM node WHERE id = $1", id);
        await command.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>Who holds each shard that is held; whoever was not buried yet counts.</summary>
    public async Task<IReadOnlyDictionary<int, ClusterNode>> Owners(CancellationToken cancel = default)
    {
        await using var query = Command("SELECT lease.shard, node.id, node.address, node.draining FROM lease JOIN node ON node.id = lease.owner");
        await using var rows = await query.ExecuteReaderAsync(cancel);
        var owners = new Dictionary<int, ClusterNode>();
        while (await rows.ReadAsync(cancel)) owners[rows.GetInt32(0)] = new(rows.GetString(1), rows.GetString(2), rows.GetBoolean(3));
        return owners;
    }

    private NpgsqlCommand Command(string sql, params IReadOnlyList<object> values)
    {
        var command = database.CreateCommand(sql);
        foreach (var value in values)
            command.Parameters.Add(value is TimeSpan ? new() { Value = value, NpgsqlDbType = NpgsqlDbType.Interval } : new() { Value = value });
        return command;
    }
}
