using System.Collections.Concurrent;
using Nightingale.Actors.Entities;
using Nightingale.Actors.Instances;
using Nightingale.Tests.Projections;

namespace Nightingale.Tests.Gateway;

/// <summary>Instances that live in memory and journal what happens to them; commands are decided at once, and nothing happens by itself.</summary>
internal sealed class FakeInstances(MemoryJournal journal) : IEntities<InstanceState, InstanceCommand>
{
    private readonly ConcurrentDictionary<string, Entity> _entities = new(StringComparer.Ordinal);

    /// <summary>Whether nobody answers.</summary>
    public bool Silent { get; set; }

    /// <summary>What asking meets with instead of an answer.</summary>
    public Exception? Fault { get; set; }

    /// <summary>Every envelope that was decided.</summary>
    public ConcurrentQueue<Envelope<InstanceCommand>> Asked { get; } = [];

    public async Task<EntityReply<InstanceState>> Ask(string entityId, Envelope<InstanceCommand> envelope, CancellationToken cancel = default)
    {
        Answer();
        var entity = Find(entityId);
        await entity.Turn.WaitAsync(cancel);
        try
        {
            Asked.Enqueue(envelope);
            if (envelope.Key is { } key && entity.Keys.TryGetValue(key.Key, out var known))
                return known == key.Fingerprint ? entity.Done() : Refuse(RefusalKind.KeyReused, "This key was used for another request. Use a new key.");
            return await Decide(entityId, entity, envelope);
        }
        finally
        {
            entity.Turn.Release();
        }
    }

    public Task<EntityReply<InstanceState>.Done> Get(string entityId, CancellationToken cancel = default)
    {
        Answer();
        return Task.FromResult(Find(entityId).Done());
    }

    /// <summary>Lets something happen to an instance.</summary>
    public async Task Happen(string entityId, InstanceEvent happened)
    {
        var entity = Find(entityId);
        var (manifest, payload) = SimpleInstances.Encode(happened);
        await journal.Append($"instance/{entityId}", entity.Version, manifest, payload, happened.At);
        entity.State = SimpleInstances.Evolve(entity.State, happened);
        entity.Version++;
    }

    private async Task<EntityReply<InstanceState>> Decide(string entityId, Entity entity, Envelope<InstanceCommand> envelope)
    {
        if (envelope.Command is InstanceCommand.TrafficCounted traffic) return await Count(entityId, entity, traffic);
        var phase = entity.State.Phase;
        var command = envelope.Command;
        InstanceEvent? happened = command switch
        {
            InstanceCommand.Launch c when phase is Phase.None => new InstanceEvent.Launched(c.At, c.Id, c.Spec),
            InstanceCommand.Start c when phase is Phase.Stopped or Phase.Failed => new InstanceEvent.StartRequested(c.At),
            InstanceCommand.Stop c when phase is Phase.Provisioning or Phase.Ready => new InstanceEvent.StopRequested(c.At, "Stopped on request."),
            InstanceCommand.Restart c when phase is Phase.Ready => new InstanceEvent.RestartRequested(c.At, "Restarted on request."),
            InstanceCommand.Resize c when phase is not Phase.Deleted => new InstanceEvent.ResizeRequested(c.At, c.Size),
            InstanceCommand.Release c when phase is Phase.Quarantined => new InstanceEvent.Released(c.At),
            InstanceCommand.Delete c when phase is not Phase.Deleted => new InstanceEvent.DeleteRequested(c.At),
            _ => null,
        };
        if (happened is null) return Refuse(RefusalKind.Conflict, $"It is {phase} and cannot do {command.GetType().Name}.");
        await Happen(entityId, happened);
        if (envelope.Key is { } key) entity.Keys[key.Key] = key.Fingerprint;
        return entity.Done();
    }

    private async Task<EntityReply<InstanceState>> Count(string entityId, Entity entity, InstanceCommand.TrafficCounted traffic)
    {
        foreach (var happened in ((Decision<InstanceEvent>.Accepted)new InstanceDecider(new()).Decide(entity.State, traffic)).Events) await Happen(entityId, happened);
        return entity.Done();
    }

    private void Answer()
    {
        if (Silent) throw new EntityUnavailableException("No answer.");
        if (Fault is not null) throw Fault;
    }

    private Entity Find(string entityId) => _entities.GetOrAdd(entityId, _ => new());

    private static EntityReply<InstanceState>.Refused Refuse(RefusalKind kind, string reason) => new(new(kind, reason));

    private sealed class Entity
    {
        public SemaphoreSlim Turn { get; } = new(1);

        public Dictionary<string, string> Keys { get; } = new(StringComparer.Ordinal);

        public InstanceState State { get; set; } = new();

        public long Version { get; set; }

        public EntityReply<InstanceState>.Done Done() => new(State, Version);
    }
}
