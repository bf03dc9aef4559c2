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
        // The events first: what is stored between the two looks makes nobody seem behind.
        await using var count = database.CreateCommand("SELECT coalesce(sum((SELECT max(ordinal) FROM event WHERE event.shard = lease.shard)), 0)::bigint FROM lease");
        var events = (long)(await count.ExecuteScalarAsync(cancel))!;
        await using var query = database.CreateCommand(
            """
            SELECT node.id, node.address, node.draining, node.expires_at - clock_timestamp(), clock_timestamp() - node.renewed_at, node.entities, node.runs, node.events_seen,
                count(lease.shard), coalesce(max(lease.epoch), 0), coalesce(sum(owing.entities), 0)::bigint
            FROM node LEFT JOIN lease ON lease.owner = node.id
            LEFT JOIN (SELECT shard, count(*) AS entities FROM entity WHERE owes_work GROUP BY shard) AS owing USING (shard)
            WHERE node.expires_at > clock_timestamp() GROUP BY node.id ORDER BY node.id
            """);
        var nodes = new List<NodeStatus>();
        await using var rows = await query.ExecuteReaderAsync(cancel);
        while (await rows.ReadAsync(cancel)) nodes.Add(Node(rows, events));
        return new(nodes, Shards.Count - nodes.Sum(node => node.Shards), events);
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

    private static NodeStatus Node(NpgsqlDataReader row, long events) => new(row.GetString(0))
    {
        Address = row.GetString(1),
        Draining = row.GetBoolean(2),
        Left = row.GetTimeSpan(3),
        Lag = row.GetTimeSpan(4),
        Entities = row.GetInt32(5),
        Runs = row.GetInt32(6),
        Behind = Math.Max(0, events - row.GetInt64(7)),
        Shards = (int)row.GetInt64(8),
        Epoch = row.GetInt64(9),
        Owing = row.GetInt64(10),
    };
}

/// <summary>A node as operators see it.</summary>
/// <param name="Id">Its name and its start.</param>
public sealed record NodeStatus(string Id)
{
    /// <summary>Where other nodes reach it; null: it is alone.</summary>
    public string? Address { get; init; }

    /// <summary>Whether it gives its shards away.</summary>
    public bool Draining { get; init; }

    /// <summary>How long its lease lasts if it does not renew; null: it needs none.</summary>
    public TimeSpan? Left { get; init; }

    /// <summary>How long ago it renewed.</summary>
    public TimeSpan Lag { get; init; }

    /// <summary>How many shards it holds.</summary>
    public required int Shards { get; init; }

    /// <summary>The highest epoch under which it holds one.</summary>
    public required long Epoch { get; init; }

    /// <summary>How many entities in them owe work.</summary>
    public required long Owing { get; init; }

    /// <summary>How many entities were in its memory when it renewed.</summary>
    public required int Entities { get; init; }

    /// <summary>How many runs of Terraform were in progress there.</summary>
    public required int Runs { get; init; }

    /// <summary>How many events its lists had not seen yet.</summary>
    public long Behind { get; init; }
}
