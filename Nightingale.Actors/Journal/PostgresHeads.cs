using Npgsql;
using NpgsqlTypes;

namespace Nightingale.Actors.Journal;

/// <summary>
/// Where entities and shards stand after the last commit, as long as nobody else can have written: what was learned of a shard under one epoch is
/// forgotten under the next. For one writer alone.
/// </summary>
internal sealed class PostgresHeads(NpgsqlDataSource database)
{
    private const int MostCached = 65_536;

    private readonly Dictionary<string, EntityHead> _entities = new(StringComparer.Ordinal);
    private readonly Dictionary<int, (long Epoch, ShardHead Head)> _shards = [];

    /// <summary>An entity's head; <see cref="Load"/> it first.</summary>
    public EntityHead Entity(string persistenceId) => _entities.GetValueOrDefault(persistenceId, EntityHead.None);

    /// <summary>A shard's head; <see cref="Load"/> it first.</summary>
    public ShardHead Shard(int shard) => _shards.TryGetValue(shard, out var known) ? known.Head : ShardHead.None;

    /// <summary>The epoch under which a shard's head was learned; -1: it is not known.</summary>
    public long Epoch(int shard) => _shards.TryGetValue(shard, out var known) ? known.Epoch : -1;

    /// <summary>Whether a request can be planned without a look at the database: it comes under the epoch of all that is known of its entity and its shard.</summary>
    public bool Know(AppendRequest request) => request.Epoch == Epoch(request.Shard) && _entities.ContainsKey(request.PersistenceId);

    /// <summary>Learns what is not known, on the connection that holds the shards' leases.</summary>
    /// <param name="connection">In the transaction that holds the leases.</param>
    /// <param name="epochs">The shards with the epochs under which they are held.</param>
    /// <param name="persistenceIds">The entities.</param>
    public async Task Load(NpgsqlConnection connection, IReadOnlyDictionary<int, long> epochs, IEnumerable<string> persistenceIds)
    {
        foreach (var (shard, epoch) in epochs)
            if (!_shards.TryGetValue(shard, out var known) || known.Epoch != epoch)
            {
                Forget(shard);
                _shards[shard] = (epoch, await Fold(connection, shard));
            }

        if (_entities.Count >= MostCached) _entities.Clear();
        var unknown = persistenceIds.Where(id => !_entities.ContainsKey(id)).Distinct(StringComparer.Ordinal).ToList();
        if (unknown.Count > 0) await LoadEntities(connection, unknown);
    }

    /// <summary>Moves to where a plan that was committed leads.</summary>
    public void Accept(AppendPlan plan)
    {
        foreach (var (persistenceId, head) in plan.Entities) _entities[persistenceId] = head;
        foreach (var (shard, head) in plan.Shards) _shards[shard] = (_shards[shard].Epoch, head);
    }

    /// <summary>Forgets everything: what is stored may be something else by now.</summary>
    public void Clear()
    {
        _entities.Clear();
        _shards.Clear();
    }

    private void Forget(int shard)
    {
        foreach (var persistenceId in _entities.Where(entity => entity.Value.Shard == shard || !entity.Value.Exists).Select(entity => entity.Key).ToList())
            _entities.Remove(persistenceId);
    }

    private async Task LoadEntities(NpgsqlConnection connection, IReadOnlyList<string> persistenceIds)
    {
        await using var query = new NpgsqlCommand(
            """
            SELECT wanted.id, last.shard, last.sequence_nr, last.hash, entity.owes_work
            FROM unnest($1) AS wanted (id)
            JOIN entity ON entity.persistence_id = wanted.id
            CROSS JOIN LATERAL (SELECT shard, sequence_nr, hash FROM event WHERE persistence_id = wanted.id ORDER BY sequence_nr DESC LIMIT 1) AS last
            """,
            connection)
        { Parameters = { PostgresEvents.Array(NpgsqlDbType.Text, persistenceIds) } };
        foreach (var persistenceId in persistenceIds) _entities[persistenceId] = EntityHead.None;
        await using var rows = await query.ExecuteReaderAsync();
        while (await rows.ReadAsync())
            _entities[rows.GetString(0)] = new(rows.GetInt32(1), rows.GetInt64(2), await rows.GetFieldValueAsync<byte[]>(3), rows.GetBoolean(4));
    }

    // The running hash at the last checkpoint is known; only what came after it is folded. The lease keeps everybody from appending meanwhile.
    private async Task<ShardHead> Fold(NpgsqlConnection connection, int shard)
    {
        var (signed, last) = await Signed(connection, shard);
        if (last < signed.Ordinal)
            throw new DamagedJournalException($"Shard {shard} ends at ordinal {last}, but a checkpoint was signed when it had {signed.Ordinal}: events are missing. Restore the database from a backup; `journal verify` tells more.");
        var head = signed;
        await foreach (var stored in PostgresEvents.OfShard(database, shard, signed.Ordinal, last, CancellationToken.None))
            head = new(stored.Ordinal, HashChain.Running(head.Running.Span, stored.Hash.Span));
        return head;
    }

    private static async Task<(ShardHead Signed, long Last)> Signed(NpgsqlConnection connection, int shard)
    {
        await using var query = new NpgsqlCommand(
            """
            SELECT (SELECT coalesce(max(ordinal), 0) FROM event WHERE shard = $1), signed.ordinal, signed.running
            FROM (VALUES (1)) AS one LEFT JOIN LATERAL (SELECT ordinal, running FROM checkpoint_head WHERE shard = $1 ORDER BY checkpoint DESC LIMIT 1) AS signed ON true
            """,
            connection)
        { Parameters = { new() { Value = shard } } };
        await using var rows = await query.ExecuteReaderAsync();
        await rows.ReadAsync();
        return (await rows.IsDBNullAsync(1) ? ShardHead.None : new(rows.GetInt64(1), await rows.GetFieldValueAsync<byte[]>(2)), rows.GetInt64(0));
    }
}
