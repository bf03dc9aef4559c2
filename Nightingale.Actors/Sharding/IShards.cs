namespace Nightingale.Actors.Sharding;

/// <summary>The shards of one kind of entity that this node holds, whatever the kind.</summary>
public interface IShards
{
    /// <summary>Takes over these shards and starts what is remembered in them.</summary>
    Task Acquired(IReadOnlyCollection<ShardLease> leases);

    /// <summary>Hands shards over: returns when their entities and workers have ended.</summary>
    Task Release(IReadOnlyCollection<int> shards, TimeSpan within);

    /// <summary>Stops all entities and their workers.</summary>
    Task Stop(TimeSpan within);
}
