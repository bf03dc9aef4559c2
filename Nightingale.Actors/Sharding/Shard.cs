using Nightingale.Actors.Journal;
using Nightingale.Actors.Kernel;

namespace Nightingale.Actors.Sharding;

/// <summary>What a shard can be told.</summary>
internal abstract record ShardMessage<TMessage>
{
    internal sealed record Deliver(string EntityId, TMessage Message) : ShardMessage<TMessage>;

    internal sealed record Idle(string EntityId) : ShardMessage<TMessage>;

    internal sealed record Stay(string EntityId) : ShardMessage<TMessage>;

    internal sealed record Ended(string EntityId) : ShardMessage<TMessage>;
}

/// <summary>
/// The parent of the entities of one kind in one shard: starts those that owe work as soon as it starts itself, others on their first message,
/// and lets idle ones go without losing what arrives meanwhile.
/// </summary>
internal sealed class Shard<TMessage>(ShardedKind<TMessage> kind, ShardLease lease, IJournal journal) : Actor<ShardMessage<TMessage>>
    where TMessage : IShardMessage
{
    private readonly Dictionary<string, Resident> _residents = new(StringComparer.Ordinal);

    public override async ValueTask Started()
    {
        var prefix = $"{kind.Kind}/";
        foreach (var persistenceId in await journal.Remembered(lease.Shard, Context.Stopping))
            if (persistenceId.StartsWith(prefix, StringComparison.Ordinal))
                Admit(persistenceId[prefix.Length..]);
    }

    public override ValueTask Receive(ShardMessage<TMessage> message)
    {
        switch (message)
        {
            case ShardMessage<TMessage>.Deliver deliver: Deliver(deliver); break;
            case ShardMessage<TMessage>.Idle idle: LetGo(idle.EntityId); break;
            case ShardMessage<TMessage>.Stay stay: Keep(stay.EntityId); break;
            case ShardMessage<TMessage>.Ended ended: Forget(ended.EntityId); break;
            default: throw new InvalidOperationException($"A shard does not know {message}.");
        }

        return ValueTask.CompletedTask;
    }

    public override ValueTask Stopped()
    {
        foreach (var waiting in _residents.Values.SelectMany(resident => resident.Waiting))
            waiting.Undeliverable("The shard moved while the message waited.");
        return ValueTask.CompletedTask;
    }

    private void Deliver(ShardMessage<TMessage>.Deliver deliver)
    {
        var resident = _residents.GetValueOrDefault(deliver.EntityId) ?? Admit(deliver.EntityId);
        if (resident.Leaving) resident.Waiting.Add(deliver.Message);
        else resident.Actor.Tell(deliver.Message);
    }

    private Resident Admit(string entityId)
    {
        var self = Context.Self;
        var address = new EntityAddress(
            entityId,
            $"{kind.Kind}/{entityId}",
            lease,
            Idle: () => self.Tell(new ShardMessage<TMessage>.Idle(entityId)),
            Stay: () => self.Tell(new ShardMessage<TMessage>.Stay(entityId)));
        var resident = new Resident(Context.Spawn(kind.Create(address)));
        Context.Watch(resident.Actor, new ShardMessage<TMessage>.Ended(entityId));
        return _residents[entityId] = resident;
    }

    private void LetGo(string entityId)
    {
        if (!_residents.TryGetValue(entityId, out var resident) || resident.Leaving) return;
        resident.Leaving = true;
        resident.Actor.Tell(kind.Leave);
    }

    private void Keep(string entityId)
    {
        var resident = _residents[entityId];
        resident.Leaving = false;
        foreach (var message in resident.Waiting) resident.Actor.Tell(message);
        resident.Waiting.Clear();
    }

    private void Forget(string entityId)
    {
        if (!_residents.Remove(entityId, out var resident) || resident.Waiting.Count == 0) return;
        var successor = Admit(entityId);
        foreach (var message in resident.Waiting) successor.Actor.Tell(message);
    }

    private sealed class Resident(ActorRef<TMessage> actor)
    {
        public ActorRef<TMessage> Actor { get; } = actor;

        public bool Leaving { get; set; }

        public List<TMessage> Waiting { get; } = [];
    }
}
