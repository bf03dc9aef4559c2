using Npgsql;

namespace Nightingale.Actors.Sharding;

/// <summary>A cluster as its database knows it at one moment.</summary>
/// <param name="Nodes">Those that live, by id.</param>
/// <param name="Free">Shards that nobody holds: never held, released, or held by a node that is gone.</param>
/// <param name="Events">How many events there are.</param>
public sealed record ClusterStatus(IReadOnlyList<NodeStatus> Nodes, int Free, long Events)
{
    /// <summary>Looks.</summary>
    /// <exception cref="NpgsqlException">The database cannot be asked.</exception>
    public static async Task<ClusterStatus> Read(NpgsqlDataSource database, CancellationToken cancel = default)
    {
        await using var query = database.CreateCommand(
            """
            SELECT node.id, node.address, node.draining, node.expires_at - clock_timestamp(), count(lease.shard), coalesce(max(lease.epoch), 0), coalesce(sum(owing.entities), 0)::bigint
            FROM node LEFT JOIN lease ON lease.owner = node.id
            LEFT JOIN (SELECT shard, count(*) AS entities FROM entity WHERE owes_work GROUP BY shard) AS owing USING (shard)
            WHERE node.expires_at > clock_timestamp() GROUP BY node.id ORDER BY node.id
            """);
        var nodes = new List<NodeStatus>();
        await using (var rows = await query.ExecuteReaderAsync(cancel))
            while (await rows.ReadAsync(cancel))
                nodes.Add(new(rows.GetString(0), rows.GetString(1), rows.GetBoolean(2), rows.GetTimeSpan(3), (int)rows.GetInt64(4), rows.GetInt64(5), rows.GetInt64(6)));
        await using var events = database.CreateCommand("SELECT coalesce(sum((SELECT max(ordinal) FROM event WHERE event.shard = lease.shard)), 0)::bigint FROM lease");
        return new(nodes, Shards.Count - nodes.Sum(node => node.Shards), (long)(await events.ExecuteScalarAsync(cancel))!);
    }

    /// <summary>Tells a node to give its shards away, or to take some again.</summary>
    /// <param name="database">The cluster's.</param>
    /// <param name="node">What operators call it, or its id.</param>
    /// <param name="draining">Whether it gives away.</param>
    /// <param name="cancel">Ends the attempt.</param>
    /// <returns>Whether there is such a node.</returns>
    /// <exception cref="NpgsqlException">The database cannot be asked.</exception>
    public static async Task<bool> Drain(NpgsqlDataSource database, string node, bool draining, CancellationToken cancel = default)
    {
        // An id is the name, a hyphen and eight digits of the node's start.
        await using var command = database.CreateCommand("UPDATE node SET draining = $2 WHERE (id = $1 OR left(id, -9) = $1) AND expires_at > clock_timestamp()");
        command.Parameters.Add(new() { Value = node });
        command.Parameters.Add(new() { Value = draining });
        return await command.ExecuteNonQueryAsync(cancel) > 0;
    }
}

/// <summary>A node as operators see it.</summary>
/// <param name="Id">Its name and its start.</param>
/// <param name="Address">Where other nodes reach it.</param>
/// <param name="Draining">Whether it gives its shards away.</param>
/// <param name="Left">How long its lease lasts if it does not renew.</param>
/// <param name="Shards">How many it holds.</param>
/// <param name="Epoch">The highest epoch under which it holds one.</param>
/// <param name="Owing">How many entities in them owe work.</param>
public sealed record NodeStatus(string Id, string Address, bool Draining, TimeSpan Left, int Shards, long Epoch, long Owing);
