using Nightingale.Actors.Journal;
using Nightingale.Actors.Kernel;

namespace Nightingale.Actors.Sharding;

/// <summary>What a shard can be told.</summary>
internal abstract record ShardMessage<TMessage>
    where TMessage : IUndeliverable
{
    internal sealed record Deliver(string EntityId, TMessage Message) : ShardMessage<TMessage>, IUndeliverable
    {
        public void Undeliverable(string why) => Message.Undeliverable(why);
    }

    internal sealed record Sweep : ShardMessage<TMessage>;

    internal sealed record Stay(string EntityId) : ShardMessage<TMessage>;

    internal sealed record Ended(string EntityId) : ShardMessage<TMessage>;
}

/// <summary>
/// The parent of the entities of one kind in one shard: starts those that owe work as soon as it starts itself, others on their first message,
/// and lets idle ones go without losing what arrives meanwhile.
/// </summary>
internal sealed class Shard<TMessage>(ShardedKind<TMessage> kind, ShardLease lease, IJournal journal, Action<int> population) : Actor<ShardMessage<TMessage>>
    where TMessage : IUndeliverable
{
    private const string SweepTimer = "sweep";

    private readonly Dictionary<string, Resident> _residents = new(StringComparer.Ordinal);
    private Action<string> _stay = null!;

    public override async ValueTask Started()
    {
        var context = Context;
        _stay = entityId => context.TellSelf(new ShardMessage<TMessage>.Stay(entityId));
        var prefix = $"{kind.Kind}/";
        foreach (var persistenceId in await journal.Remembered(lease.Shard, Context.Stopping))
            if (persistenceId.StartsWith(prefix, StringComparison.Ordinal))
                Admit(persistenceId[prefix.Length..], owesWork: true);
    }

    public override ValueTask Receive(ShardMessage<TMessage> message)
    {
        switch (message)
        {
            case ShardMessage<TMessage>.Deliver deliver: Deliver(deliver); break;
            case ShardMessage<TMessage>.Sweep: LetTheQuietGo(); break;
            case ShardMessage<TMessage>.Stay stay: Keep(stay.EntityId); break;
            case ShardMessage<TMessage>.Ended ended: Forget(ended.EntityId); break;
            default: throw new InvalidOperationException($"A shard does not know {message}.");
        }

        return ValueTask.CompletedTask;
    }

    public override ValueTask Stopped()
    {
        population(-_residents.Count);
        foreach (var waiting in _residents.Values.SelectMany(resident => resident.TakeWaiting()))
            waiting.Undeliverable("The shard moved while the message waited.");
        return ValueTask.CompletedTask;
    }

    private void Deliver(ShardMessage<TMessage>.Deliver deliver)
    {
        var resident = _residents.GetValueOrDefault(deliver.EntityId) ?? Admit(deliver.EntityId);
        if (resident.Leaving)
        {
            resident.Keep(deliver.Message);
            return;
        }

        resident.ToldAt = Context.Time.GetTimestamp();
        resident.Actor.Tell(deliver.Message);
    }

    private Resident Admit(string entityId, bool owesWork = false)
    {
        var actor = Context.Spawn(kind.Create(new(entityId, $"{kind.Kind}/{entityId}", lease, _stay, owesWork)));
        Context.Watch(actor, new ShardMessage<TMessage>.Ended(entityId));
        population(1);
        if (_residents.Count == 0) Context.StartTimer(SweepTimer, kind.LeaveAfter / 4, new ShardMessage<TMessage>.Sweep());
        return _residents[entityId] = new(actor) { ToldAt = Context.Time.GetTimestamp() };
    }

    // One timer a shard and a number an entity: a timer for each of so many would be most of what an idle one costs.
    private void LetTheQuietGo()
    {
        foreach (var resident in _residents.Values)
        {
            if (resident.Leaving || Context.Time.GetElapsedTime(resident.ToldAt) < kind.LeaveAfter) continue;
            resident.Leaving = true;
            resident.Actor.Tell(kind.Leave);
        }

        if (_residents.Count > 0) Context.StartTimer(SweepTimer, kind.LeaveAfter / 4, new ShardMessage<TMessage>.Sweep());
    }

    private void Keep(string entityId)
    {
        if (!_residents.TryGetValue(entityId, out var resident)) return;
        (resident.Leaving, resident.ToldAt) = (false, Context.Time.GetTimestamp());
        foreach (var message in resident.TakeWaiting()) resident.Actor.Tell(message);
    }

    private void Forget(string entityId)
    {
        if (!_residents.Remove(entityId, out var resident)) return;
        population(-1);
        if (resident.TakeWaiting() is not { Count: > 0 } waiting) return;
        var successor = Admit(entityId);
        foreach (var message in waiting) successor.Actor.Tell(message);
    }

    private sealed class Resident(ActorRef<TMessage> actor)
    {
        private List<TMessage>? _waiting;

        public ActorRef<TMessage> Actor { get; } = actor;

        /// <summary>When it was last sent something, as a timestamp of the system's clock.</summary>
        public long ToldAt { get; set; }

        public bool Leaving { get; set; }

        /// <summary>Keeps what comes while it leaves.</summary>
        public void Keep(TMessage message) => (_waiting ??= []).Add(message);

        public List<TMessage> TakeWaiting()
        {
            var waiting = _waiting ?? [];
            _waiting = null;
            return waiting;
        }
    }
}
