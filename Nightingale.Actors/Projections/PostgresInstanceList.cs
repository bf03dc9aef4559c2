using System.Collections.Concurrent;
using System.Text.Json;
using Nightingale.Actors.Instances;
using Nightingale.Actors.Journal;
using Npgsql;
using NpgsqlTypes;

namespace Nightingale.Actors.Projections;

/// <summary>The list of instances in a table.</summary>
/// <param name="database">Where the connections come from.</param>
/// <param name="fold">How events become rows.</param>
/// <param name="shardOf">The shard of a persistence id.</param>
public sealed class PostgresInstanceList(NpgsqlDataSource database, InstanceFold fold, Func<string, int> shardOf) : PostgresProjection(database, "instances.v1"), IInstanceList
{
    private const string OfPresent = "FROM instance_row WHERE generation = (SELECT generation FROM projection WHERE name = $1)";

    private readonly ConcurrentDictionary<int, long> _acknowledged = [];
    private long _acknowledgements;

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Tables { get; } = ["instance_row"];

    /// <inheritdoc/>
    public void Acknowledged(InstanceId id) => _acknowledged[shardOf(id.PersistenceId)] = Interlocked.Increment(ref _acknowledgements);

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<InstanceId, InstanceRow>> Find(IReadOnlyCollection<InstanceId> ids, CancellationToken cancel = default) => Told<IReadOnlyDictionary<InstanceId, InstanceRow>>(async () =>
    {
        if (ids.Count == 0) return new Dictionary<InstanceId, InstanceRow>();
        await using var query = Database.CreateCommand($"SELECT version, state {OfPresent} AND id = ANY ($2)");
        query.Parameters.Add(new() { Value = Name });
        query.Parameters.Add(Guids(ids));
        return (await Rows(query, cancel)).ToDictionary(row => row.State.Id);
    });

    /// <inheritdoc/>
    public Task<InstancePage> Query(InstanceQuery query, CancellationToken cancel = default) => Told(async () =>
    {
        await TakeAcknowledged(cancel);
        await using var command = Database.CreateCommand(
            $"""
            SELECT version, state {OfPresent} AND gone = $2 AND ($3 IS NULL OR phase = $3) AND ($4 IS NULL OR account = ANY ($4)) AND (created_at, id) > ($5, $6)
            ORDER BY created_at, id LIMIT $7
            """);
        command.Parameters.Add(new() { Value = Name });
        command.Parameters.Add(new() { Value = query.Phase is Phase.Deleted });
        command.Parameters.Add(new() { Value = (object?)query.Phase?.ToString() ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = (object?)query.Accounts?.ToArray() ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = query.After?.CreatedAt.ToUnixTimeMilliseconds() ?? long.MinValue });
        command.Parameters.Add(new() { Value = query.After?.Id.Value ?? Guid.Empty });
        command.Parameters.Add(new() { Value = query.Limit + 1L });
        var found = await Rows(command, cancel);
        if (found.Count <= query.Limit) return new InstancePage(found, null);
        found.RemoveAt(query.Limit);
        return new(found, found[^1].Cursor);
    });

    /// <inheritdoc/>
    protected override async Task Store(NpgsqlConnection connection, long generation, IReadOnlyList<StoredEvent> events, CancellationToken stop)
    {
        var ids = events.Select(InstanceFold.IdOf).OfType<InstanceId>().ToHashSet();
        if (ids.Count == 0) return;
        var rows = await Before(connection, generation, ids, stop);
        var changed = new HashSet<InstanceId>();
        foreach (var stored in events)
            if (InstanceFold.IdOf(stored) is { } id && fold.After(rows.GetValueOrDefault(id), stored) is { } after)
            {
                rows[id] = after;
                changed.Add(id);
            }

        if (changed.Count > 0) await Write(connection, generation, [.. changed.Select(id => rows[id])], stop);
    }

    private static async Task<Dictionary<InstanceId, InstanceRow>> Before(NpgsqlConnection connection, long generation, IReadOnlyCollection<InstanceId> ids, CancellationToken stop)
    {
        await using var query = new NpgsqlCommand("SELECT version, state FROM instance_row WHERE generation = $1 AND id = ANY ($2)", connection);
        query.Parameters.Add(new() { Value = generation });
        query.Parameters.Add(Guids(ids));
        return (await Rows(query, stop)).ToDictionary(row => row.State.Id);
    }

    private static async Task Write(NpgsqlConnection connection, long generation, IReadOnlyList<InstanceRow> rows, CancellationToken stop)
    {
        await using var write = new NpgsqlCommand(
            """
            INSERT INTO instance_row (generation, id, version, account, phase, gone, created_at, state) SELECT $1, * FROM unnest($2, $3, $4, $5, $6, $7, $8)
            ON CONFLICT (generation, id) DO UPDATE SET version = excluded.version, account = excluded.account, phase = excluded.phase, gone = excluded.gone, created_at = excluded.created_at, state = excluded.state
            """,
            connection);
        write.Parameters.Add(new() { Value = generation });
        write.Parameters.Add(Guids(rows.Select(row => row.State.Id)));
        write.Parameters.Add(PostgresEvents.Array(NpgsqlDbType.Bigint, rows.Select(row => row.Version)));
        write.Parameters.Add(PostgresEvents.Array(NpgsqlDbType.Text, rows.Select(row => row.Account)));
        write.Parameters.Add(PostgresEvents.Array(NpgsqlDbType.Text, rows.Select(row => row.State.Phase.ToString())));
        write.Parameters.Add(PostgresEvents.Array(NpgsqlDbType.Boolean, rows.Select(row => row.State.Phase is Phase.Deleted)));
        write.Parameters.Add(PostgresEvents.Array(NpgsqlDbType.Bigint, rows.Select(row => row.Cursor.CreatedAt.ToUnixTimeMilliseconds())));
        write.Parameters.Add(PostgresEvents.Array(NpgsqlDbType.Bytea, rows.Select(row => StateCodec<InstanceState>.Bytes(row.State))));
        await write.ExecuteNonQueryAsync(stop);
    }

    private static async Task<List<InstanceRow>> Rows(NpgsqlCommand query, CancellationToken cancel)
    {
        await using var rows = await query.ExecuteReaderAsync(cancel);
        var all = new List<InstanceRow>();
        while (await rows.ReadAsync(cancel))
            all.Add(new(JsonSerializer.Deserialize<InstanceState>((byte[])rows[1], JournalJson.Options)!, rows.GetInt64(0)));
        return all;
    }

    private static NpgsqlParameter Guids(IEnumerable<InstanceId> ids) => PostgresEvents.Array(NpgsqlDbType.Uuid, ids.Select(id => id.Value));

    // Whoever was answered here need not wait until the news of it come around.
    private async Task TakeAcknowledged(CancellationToken cancel)
    {
        var answered = _acknowledged.ToArray();
        if (answered.Length == 0) return;
        await Advance([.. answered.Select(one => one.Key)], cancel);
        foreach (var one in answered) _acknowledged.TryRemove(one);
    }
}
