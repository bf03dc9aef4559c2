using Nightingale.Actors.Journal;
using Nightingale.Actors.Kernel;
using Nightingale.Actors.Sharding;

namespace Nightingale.Actors.Entities;

/// <summary>The entities of one kind on this node.</summary>
public sealed class EntityRegion<TState, TCommand, TEvent, TWork> : IEntities<TState, TCommand>, IShards
    where TEvent : notnull
    where TWork : class, IWork
{
    private readonly ShardRegion<EntityMessage<TState, TCommand>> _region;
    private readonly EntityOptions _options;
    private readonly ActorSystem _system;
    private readonly string _kind;

    /// <summary>Starts the region; it takes messages once it has <see cref="Acquired"/> shards.</summary>
    public EntityRegion(ActorSystem system, EntityKind<TState, TCommand, TEvent, TWork> kind, IJournal journal, EntityOptions options)
    {
        var recoveries = new RecoveryGate(options.RecoveriesAtOnce, system.Dispatcher);
        (_options, _system, _kind) = (options, system, kind.Name);
        _region = new(system, new(kind.Name, Entity, new EntityMessage<TState, TCommand>.Leave(), options.PassivateAfter), journal);

        ChildSpec<EntityMessage<TState, TCommand>> Entity(EntityAddress address) =>
            new(address.EntityId, () => new EntityActor<TState, TCommand, TEvent, TWork>(kind, address, journal, options, recoveries))
            {
                Restart = RestartKind.Transient,
                StopWithin = options.WorkerStopWithin,
                Children = WorkerSupervision,
            };
    }

    private static SupervisorSpec WorkerSupervision { get; } = new(Strategy.OneForOne, new(int.MaxValue, TimeSpan.FromSeconds(1)))
    {
        Backoff = new(Min: TimeSpan.FromSeconds(1), Max: TimeSpan.FromSeconds(30), Jitter: 0.2, HealthyAfter: TimeSpan.FromMinutes(1)),
    };

    /// <summary>How many entities are in memory.</summary>
    public int Residents => _region.Residents;

    /// <summary>Whether an entity lives here, or would.</summary>
    public bool Holds(string entityId) => _region.Holds(Shards.Of($"{_kind}/{entityId}"));

    /// <summary>Takes over these shards and starts what is remembered in them.</summary>
    public Task Acquired(IReadOnlyCollection<ShardLease> leases) => _region.Acquired(leases, _options.AskTimeout);

    /// <summary>Hands shards over: returns when their entities and workers have ended.</summary>
    public Task Release(IReadOnlyCollection<int> shards, TimeSpan within) => _region.Release(shards, within);

    /// <summary>Stops all entities and their workers.</summary>
    public Task Stop(TimeSpan within) => _region.Stop(within);

    /// <inheritdoc/>
    public Task<EntityReply<TState>> Ask(string entityId, Envelope<TCommand> envelope, CancellationToken cancel = default) =>
        Answer<EntityReply<TState>>(entityId, replyTo => new EntityMessage<TState, TCommand>.Execute(envelope, replyTo), cancel);

    /// <inheritdoc/>
    public Task<EntityReply<TState>.Done> Get(string entityId, CancellationToken cancel = default) =>
        Answer<EntityReply<TState>.Done>(entityId, replyTo => new EntityMessage<TState, TCommand>.Show(replyTo), cancel);

    private async Task<TReply> Answer<TReply>(string entityId, Func<ReplyTo<TReply>, EntityMessage<TState, TCommand>> message, CancellationToken cancel)
    {
        try
        {
            return await Asking.Ask(_system, message, sent => _region.Deliver(entityId, sent), _options.AskTimeout, cancel);
        }
        catch (Exception fault) when (fault is AskTimeoutException or ActorStoppedException)
        {
            throw new EntityUnavailableException($"The {_kind} did not answer in time. It may be restarting; try again.", fault);
        }
    }
}
