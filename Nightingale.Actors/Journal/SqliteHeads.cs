using Microsoft.Data.Sqlite;

namespace Nightingale.Actors.Journal;

/// <summary>
/// Where entities and shards stand after the last commit. Shards are kept, entities are cached: an entity's head is one look at an index away.
/// For the journal's thread alone.
/// </summary>
internal sealed class SqliteHeads : IDisposable
{
    private const int MostCached = 65_536;

    private readonly Dictionary<string, EntityHead> _entities = new(StringComparer.Ordinal);
    private readonly ShardHead[] _shards = new ShardHead[AppendRules.Shards];
    private readonly Statement _entity;
    private readonly Statement _lastOrdinal;

    public SqliteHeads(SqliteConnection connection, SqliteEvents events, SqliteCheckpoints checkpoints)
    {
        _entity = new(
            connection,
            """
            SELECT event.shard, sequence_nr, hash, owes_work FROM event JOIN entity USING (persistence_id)
            WHERE persistence_id = $1 ORDER BY sequence_nr DESC LIMIT 1
            """,
            SqliteType.Text);
        _lastOrdinal = new(connection, "SELECT max(ordinal) FROM event WHERE shard = $1", SqliteType.Integer);
        for (var shard = 0; shard < _shards.Length; shard++) _shards[shard] = Fold(events, checkpoints, shard);
    }

    /// <summary>The shards that have events.</summary>
    public IReadOnlyDictionary<int, ShardHead> Shards =>
        _shards.Index().Where(shard => shard.Item.Ordinal > 0).ToDictionary(shard => shard.Index, shard => shard.Item);

    /// <summary>A shard's head.</summary>
    public ShardHead Shard(int shard) => _shards[shard];

    /// <summary>An entity's head.</summary>
    public EntityHead Entity(string persistenceId)
    {
        if (_entities.TryGetValue(persistenceId, out var known)) return known;
        if (_entities.Count >= MostCached) _entities.Clear();
        return _entities[persistenceId] = Load(persistenceId);
    }

    /// <summary>Moves to where a plan that was committed leads.</summary>
    public void Accept(AppendPlan plan)
    {
        foreach (var (persistenceId, head) in plan.Entities) _entities[persistenceId] = head;
        foreach (var (shard, head) in plan.Shards) _shards[shard] = head;
    }

    public void Dispose()
    {
        _entity.Dispose();
        _lastOrdinal.Dispose();
    }

    private EntityHead Load(string persistenceId)
    {
        using var rows = _entity.Query(persistenceId);
        return rows.Read() ? new(rows.GetInt32(0), rows.GetInt64(1), rows.GetFieldValue<byte[]>(2), rows.GetBoolean(3)) : EntityHead.None;
    }

    // The running hash at the last checkpoint is known; only what came after it is folded.
    private ShardHead Fold(SqliteEvents events, SqliteCheckpoints checkpoints, int shard)
    {
        var head = checkpoints.Head(shard);
        if (_lastOrdinal.Number(shard) is var last && last < head.Ordinal)
            throw new DamagedJournalException($"Shard {shard} ends at ordinal {last}, but a checkpoint was signed when it had {head.Ordinal}: events are missing. Restore the journal from a backup; `journal verify` tells more.");
        while (true)
        {
            var page = events.OfShard(shard, head.Ordinal);
            foreach (var stored in page.Events) head = new(stored.Ordinal, HashChain.Running(head.Running.Span, stored.Hash.Span));
            if (page.Last) return head;
        }
    }
}
