using Nightingale.Actors.Kernel;

namespace Nightingale.Actors.Sharding;

/// <summary>How the entities of one kind are made and addressed.</summary>
/// <typeparam name="TMessage">What they receive.</typeparam>
/// <param name="Kind">The first part of their persistence ids.</param>
/// <param name="Create">Makes the specification of one entity's actor.</param>
/// <param name="Leave">The message upon which an idle entity stops itself; sent behind all others, so that none is lost.</param>
/// <param name="LeaveAfter">An entity is sent <paramref name="Leave"/> once nothing came for it for so long; up to a quarter later.</param>
public sealed record ShardedKind<TMessage>(
    string Kind,
    Func<EntityAddress, ChildSpec<TMessage>> Create,
    TMessage Leave,
    TimeSpan LeaveAfter)
    where TMessage : IUndeliverable
{
    /// <summary>Restarts of entities are never given up, only slowed: a full disk must not take the shard down with them.</summary>
    public SupervisorSpec Supervision { get; init; } = new(Strategy.OneForOne, new(int.MaxValue, TimeSpan.FromSeconds(1)))
    {
        Backoff = new(Min: TimeSpan.FromMilliseconds(200), Max: TimeSpan.FromSeconds(10), Jitter: 0.2, HealthyAfter: TimeSpan.FromSeconds(30)),
    };
}

/// <summary>Where one entity lives.</summary>
/// <param name="EntityId">Its id within its kind.</param>
/// <param name="PersistenceId">Its id in the journal.</param>
/// <param name="Lease">The lease under which it may append.</param>
/// <param name="Stay">Called by the entity, with its id, upon <c>Leave</c> when it has something to do after all.</param>
/// <param name="OwesWork">Whether it owed work when its shard was acquired: it starts unasked.</param>
public sealed record EntityAddress(string EntityId, string PersistenceId, ShardLease Lease, Action<string> Stay, bool OwesWork = false);
