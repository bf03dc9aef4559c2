using System.Data;
using Nightingale.Actors.Journal;
using Npgsql;
using NpgsqlTypes;

namespace Nightingale.Actors.Projections;

/// <summary>
/// A read model in tables that every node reads and any node writes. Rows and the offset of their shard change in one transaction under the lock of the
/// offset, so that each event is in the rows exactly once, whoever took it in, and however often somebody tries. Rows belong to a generation: a rebuild
/// fills another one beside it.
/// </summary>
/// <param name="database">Where the connections come from.</param>
/// <param name="name">Its name, with the version of its rows' shape and of how events fold into them: raise it with every change of those.</param>
public abstract class PostgresProjection(NpgsqlDataSource database, string name) : IProjection
{
    private const int ShardsAtOnce = 16;
    private const int EventsOfShardAtOnce = 256;

    private static readonly int[][] AllShards = [.. Enumerable.Range(0, 256).Chunk(ShardsAtOnce)];

    /// <summary>Whether the lock is taken that makes one of many writers. Only the test that shows why it must says no.</summary>
    internal bool LocksOffsets { get; init; } = true;

    /// <summary>Where the connections come from.</summary>
    protected NpgsqlDataSource Database => database;

    /// <summary>Its name.</summary>
    protected string Name => name;

    /// <summary>The tables with its rows; each has a column <c>generation</c>.</summary>
    protected abstract IReadOnlyList<string> Tables { get; }

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<int, long>> Begin(CancellationToken stop) => Told<IReadOnlyDictionary<int, long>>(async () =>
    {
        await Make(stop);
        await Advance(AllShards, stop);
        return await Offsets(AllShards.SelectMany(shards => shards), stop);
    });

    /// <inheritdoc/>
    public Task Take(IReadOnlyList<StoredEvent> events, CancellationToken stop) => Told(async () =>
    {
        var heads = events.GroupBy(stored => stored.Shard).ToDictionary(shard => shard.Key, shard => shard.Max(stored => stored.Ordinal));
        var offsets = await Offsets(heads.Keys, stop);
        await Advance(heads.Where(head => offsets.GetValueOrDefault(head.Key) < head.Value).Select(head => head.Key).Order().Chunk(ShardsAtOnce), stop);
        return true;
    });

    /// <summary>Builds it from the first event on, beside the rows that are read meanwhile, and then lets readers see the new ones. Nobody waits for it but who projects, for the moment of the change.</summary>
    /// <returns>How many events were read.</returns>
    /// <exception cref="ProjectionBusyException">It is being rebuilt already.</exception>
    /// <exception cref="NpgsqlException">The database cannot be reached; what was read before is read on.</exception>
    public async Task<long> Rebuild(CancellationToken stop)
    {
        await using var connection = await database.OpenConnectionAsync(stop);
        if (!(bool)(await Scalar(connection, "SELECT pg_try_advisory_lock(hashtext($1))", stop, $"rebuild {name}"))!) throw new ProjectionBusyException($"The projection {name} is being rebuilt already.");
        try
        {
            await Make(stop);
            await ForgetOthers(connection, stop);
            var generation = (long)(await Scalar(connection, "SELECT nextval('projection_generation')", stop))!;
            await Scalar(connection, "INSERT INTO projection_offset (projection, generation, shard, ordinal) SELECT $1, $2, shard, 0 FROM lease", stop, name, generation);
            var events = await Fill(connection, generation, stop) + await TakeOver(connection, generation, stop);
            await ForgetOthers(connection, stop);
            return events;
        }
        finally
        {
            // A connection that broke has given it back.
            if (connection.State is ConnectionState.Open) await Scalar(connection, "SELECT pg_advisory_unlock(hashtext($1))", CancellationToken.None, $"rebuild {name}");
        }
    }

    /// <summary>Makes sure that the rows have every event of a shard that was committed before.</summary>
    protected Task Advance(IReadOnlyCollection<int> shards, CancellationToken stop) => Advance(shards.Order().Chunk(ShardsAtOnce), stop);

    /// <summary>Folds events into the rows of a generation, in the transaction of the connection; nobody else does for their shards meanwhile.</summary>
    protected abstract Task Store(NpgsqlConnection connection, long generation, IReadOnlyList<StoredEvent> events, CancellationToken stop);

    /// <summary>Asks the database; what it cannot answer is told as the journal's.</summary>
    /// <exception cref="JournalUnavailableException">The database cannot be reached.</exception>
    protected static async Task<T> Told<T>(Func<Task<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (NpgsqlException fault)
        {
            throw PostgresFaults.Reading(fault);
        }
    }

    private async Task Make(CancellationToken stop)
    {
        await using var make = database.CreateCommand(
            """
            WITH made AS (INSERT INTO projection (name) VALUES ($1) ON CONFLICT DO NOTHING RETURNING generation)
            INSERT INTO projection_offset (projection, generation, shard, ordinal) SELECT $1, made.generation, lease.shard, 0 FROM made CROSS JOIN lease
            """);
        make.Parameters.Add(new() { Value = name });
        await make.ExecuteNonQueryAsync(stop);
    }

    private async Task<Dictionary<int, long>> Offsets(IEnumerable<int> shards, CancellationToken stop)
    {
        await using var query = database.CreateCommand(
            "SELECT shard, ordinal FROM projection_offset WHERE generation = (SELECT generation FROM projection WHERE name = $1) AND shard = ANY ($2)");
        query.Parameters.Add(new() { Value = name });
        query.Parameters.Add(PostgresEvents.Array(NpgsqlDbType.Integer, shards));
        await using var rows = await query.ExecuteReaderAsync(stop);
        var offsets = new Dictionary<int, long>();
        while (await rows.ReadAsync(stop)) offsets[rows.GetInt32(0)] = rows.GetInt64(1);
        return offsets;
    }

    private async Task Advance(IEnumerable<int[]> groups, CancellationToken stop)
    {
        foreach (var shards in groups)
            for (var more = true; more;)
            {
                await using var connection = await database.OpenConnectionAsync(stop);
                await using var transaction = await connection.BeginTransactionAsync(stop);
                var generation = (long)(await Scalar(connection, "SELECT generation FROM projection WHERE name = $1 FOR SHARE", stop, name))!;
                more = await Fold(connection, generation, shards, stop) >= EventsOfShardAtOnce;
                await transaction.CommitAsync(stop);
            }
    }

    private async Task<long> Fill(NpgsqlConnection connection, long generation, CancellationToken stop)
    {
        var events = 0L;
        foreach (var shards in AllShards)
            for (var more = true; more;)
            {
                await using var transaction = await connection.BeginTransactionAsync(stop);
                var folded = await Fold(connection, generation, shards, stop);
                await transaction.CommitAsync(stop);
                (events, more) = (events + folded, folded >= EventsOfShardAtOnce);
            }

        return events;
    }

    // Who projects holds the row of the projection, so that all they did is in the generation before; from then on they write to the new one.
    private async Task<long> TakeOver(NpgsqlConnection connection, long generation, CancellationToken stop)
    {
        var events = 0L;
        await using var transaction = await connection.BeginTransactionAsync(stop);
        await Scalar(connection, "SELECT FROM projection WHERE name = $1 FOR UPDATE", stop, name);
        foreach (var shards in AllShards)
            for (var folded = EventsOfShardAtOnce; folded >= EventsOfShardAtOnce; events += folded)
                folded = await Fold(connection, generation, shards, stop);
        await Scalar(connection, "UPDATE projection SET generation = $2 WHERE name = $1", stop, name, generation);
        await transaction.CommitAsync(stop);
        return events;
    }

    /// <summary>Takes in what comes right after the offsets, and moves them.</summary>
    private async Task<int> Fold(NpgsqlConnection connection, long generation, int[] shards, CancellationToken stop)
    {
        if (LocksOffsets) await Scalar(connection, "SELECT FROM projection_offset WHERE generation = $1 AND shard = ANY ($2) ORDER BY shard FOR UPDATE", stop, generation, shards);
        var events = await PostgresEvents.AfterOffsets(connection, generation, shards, EventsOfShardAtOnce, stop);
        if (events.Count == 0) return 0;
        await Store(connection, generation, events, stop);
        var heads = events.GroupBy(stored => stored.Shard).Select(shard => (Shard: shard.Key, Ordinal: shard.Max(stored => stored.Ordinal))).ToList();
        await Scalar(
            connection,
            "UPDATE projection_offset SET ordinal = head.ordinal FROM unnest($2, $3) AS head (shard, ordinal) WHERE projection_offset.shard = head.shard AND generation = $1",
            stop,
            generation,
            heads.Select(head => head.Shard).ToArray(),
            heads.Select(head => head.Ordinal).ToArray());
        return events.Count;
    }

    private async Task ForgetOthers(NpgsqlConnection connection, CancellationToken stop)
    {
        const string Others = "IN (SELECT generation FROM projection_offset WHERE projection = $1 AND generation <> (SELECT generation FROM projection WHERE name = $1))";
        await using var transaction = await connection.BeginTransactionAsync(stop);
        foreach (var table in (IEnumerable<string>)[.. Tables, "projection_offset"]) await Scalar(connection, $"DELETE FROM {table} WHERE generation {Others}", stop, name);
        await transaction.CommitAsync(stop);
    }

    private static async Task<object?> Scalar(NpgsqlConnection connection, string sql, CancellationToken stop, params IReadOnlyList<object> values)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values) command.Parameters.Add(new() { Value = value });
        return await command.ExecuteScalarAsync(stop);
    }
}

/// <summary>Somebody else does that at the moment. The message is fit for people.</summary>
public sealed class ProjectionBusyException(string message) : Exception(message);
