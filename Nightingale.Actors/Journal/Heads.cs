namespace Nightingale.Actors.Journal;

/// <summary>Where an entity's stream ends.</summary>
/// <param name="Shard">The entity's shard.</param>
/// <param name="SequenceNr">Its last sequence number.</param>
/// <param name="Hash">Its last event's hash.</param>
/// <param name="OwesWork">Whether it owed work at its last append.</param>
internal sealed record EntityHead(int Shard, long SequenceNr, ReadOnlyMemory<byte> Hash, bool OwesWork)
{
    /// <summary>The head of an entity without events.</summary>
    public static EntityHead None { get; } = new(-1, 0, HashChain.Origin, OwesWork: false);

    /// <summary>Whether the entity has events.</summary>
    public bool Exists => SequenceNr > 0;
}

/// <summary>Where a shard ends.</summary>
/// <param name="Ordinal">Its last ordinal.</param>
/// <param name="Running">The running hash over its events up to there.</param>
public sealed record ShardHead(long Ordinal, ReadOnlyMemory<byte> Running)
{
    /// <summary>The head of a shard without events.</summary>
    public static ShardHead None { get; } = new(0, HashChain.Origin);
}
