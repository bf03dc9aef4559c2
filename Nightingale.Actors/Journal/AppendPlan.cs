namespace Nightingale.Actors.Journal;

/// <summary>
/// Requests that are to share one commit, laid out on the heads as they will stand after it. A request that is refused changes nothing
/// for the others; if the commit fails, the plan is dropped and no head has moved.
/// </summary>
/// <param name="epoch">The epoch under which a shard is held.</param>
/// <param name="entity">An entity's head before the plan.</param>
/// <param name="shard">A shard's head before the plan.</param>
internal sealed class AppendPlan(Func<int, long> epoch, Func<string, EntityHead> entity, Func<int, ShardHead> shard)
{
    private readonly Dictionary<string, EntityHead> _entities = new(StringComparer.Ordinal);
    private readonly Dictionary<int, ShardHead> _shards = [];

    /// <summary>The heads of the entities that the plan moves.</summary>
    public IReadOnlyDictionary<string, EntityHead> Entities => _entities;

    /// <summary>The heads of the shards that the plan moves.</summary>
    public IReadOnlyDictionary<int, ShardHead> Shards => _shards;

    /// <summary>The epoch under which a shard is held.</summary>
    public long Epoch(int shardNumber) => epoch(shardNumber);

    /// <summary>The entity's head after what is planned so far.</summary>
    public EntityHead Head(string persistenceId) => _entities.TryGetValue(persistenceId, out var head) ? head : entity(persistenceId);

    /// <summary>Adds a request, or says why not.</summary>
    /// <param name="request">The request.</param>
    /// <param name="events">Its events as they are to be stored; empty if it was refused.</param>
    public JournalException? Add(AppendRequest request, out IReadOnlyList<StoredEvent> events) => Add(new PendingAppend(request), out events);

    /// <summary>Adds a request that waits, or says why not.</summary>
    public JournalException? Add(PendingAppend append, out IReadOnlyList<StoredEvent> events)
    {
        var request = append.Request;
        events = [];
        var last = Head(request.PersistenceId);
        if (AppendRules.Refusal(request, last, epoch) is { } refusal) return refusal;

        var stored = new StoredEvent[request.Events.Count];
        var shardHead = _shards.TryGetValue(request.Shard, out var moved) ? moved : shard(request.Shard);
        for (var i = 0; i < stored.Length; i++)
        {
            stored[i] = Store(request, request.Events[i], append.PayloadHashes[i], last, shardHead.Ordinal + 1);
            last = new(request.Shard, stored[i].SequenceNr, stored[i].Hash, request.OwesWork);
            shardHead = new(stored[i].Ordinal, HashChain.Running(shardHead.Running.Span, stored[i].Hash.Span));
        }

        _entities[request.PersistenceId] = last;
        _shards[request.Shard] = shardHead;
        events = stored;
        return null;
    }

    private static StoredEvent Store(AppendRequest request, NewEvent @event, byte[] payloadHash, EntityHead last, long ordinal)
    {
        var unhashed = new StoredEvent(
            request.PersistenceId,
            last.SequenceNr + 1,
            request.Shard,
            ordinal,
            request.Epoch,
            DateTimeOffset.FromUnixTimeMilliseconds(@event.At.ToUnixTimeMilliseconds()),
            @event.Manifest,
            @event.Payload,
            request.Principal,
            request.CommandKey,
            payloadHash,
            Hash: default);
        return unhashed with { Hash = HashChain.Event(last.Hash.Span, unhashed) };
    }
}
