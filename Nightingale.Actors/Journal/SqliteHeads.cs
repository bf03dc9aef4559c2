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
    private readonly long[] _signed = new long[AppendRules.Shards];
    private readonly Statement _entity;

    public SqliteHeads(SqliteConnection connection, SqliteEvents events, SqliteCheckpoints checkpoints)
    {
        _entity = new(
            connection,
            """
            SELECT event.shard, sequence_nr, hash, owes_work FROM event JOIN entity USING (persistence_id)
            WHERE persistence_id = $1 ORDER BY sequence_nr DESC LIMIT 1
            """);
        try
        {
            for (var shard = 0; shard < _shards.Length; shard++) _shards[shard] = Fold(events, checkpoints.Head(shard), shard);
        }
        catch
        {
            _entity.Dispose(); // A statement that is left keeps the file locked.
            throw;
        }
    }

    /// <summary>The shards that moved since the last checkpoint.</summary>
    public IReadOnlyDictionary<int, ShardHead> Uncovered =>
        _shards.Index().Where(shard => shard.Item.Ordinal > _signed[shard.Index]).ToDictionary(shard => shard.Index, shard => shard.Item);

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

    /// <summary>Notes that a checkpoint covers these heads.</summary>
    public void Sign(IReadOnlyDictionary<int, ShardHead> heads)
    {
        foreach (var (shard, head) in heads) _signed[shard] = head.Ordinal;
    }

    public void Dispose() => _entity.Dispose();

    private EntityHead Load(string persistenceId)
    {
        using var rows = _entity.Query(persistenceId);
        return rows.Read() ? new(rows.Int(0), rows.Long(1), rows.Bytes(2), rows.Long(3) != 0) : EntityHead.None;
    }

    // The running hash at the last checkpoint is known; only what came after it is folded.
    private ShardHead Fold(SqliteEvents events, ShardHead signed, int shard)
    {
        if (events.LastOrdinal(shard) is var last && last < signed.Ordinal)
            throw new DamagedJournalException($"Shard {shard} ends at ordinal {last}, but a checkpoint was signed when it had {signed.Ordinal}: events are missing. Restore the journal from a backup; `journal verify` tells more.");
        _signed[shard] = signed.Ordinal;
        return events.OfShard(shard, signed.Ordinal)
            .Aggregate(signed, (head, stored) => new(stored.Ordinal, HashChain.Running(head.Running.Span, stored.Hash.Span)));
    }
}
