using System.Collections.Immutable;
using Nightingale.Actors.Journal;
using Nightingale.Actors.Kernel;

namespace Nightingale.Actors.Sharding;

/// <summary>
/// The shards of one kind that this node holds. Senders route by an immutable snapshot, without passing through the region's mailbox;
/// what comes for a shard that is not here is answered so at once.
/// </summary>
public sealed class ShardRegion<TMessage>
    where TMessage : class, IUndeliverable
{
    private readonly ShardedKind<TMessage> _kind;
    private readonly ActorRef<RegionMessage> _actor;
    private readonly Dictionary<int, ShardLease> _leases = []; // The region's own; here, so that a restart of it gives back the shards.
    private int _residents;
    private ImmutableDictionary<int, ActorRef<ShardMessage<TMessage>>> _routes = ImmutableDictionary<int, ActorRef<ShardMessage<TMessage>>>.Empty;

    /// <summary>Starts the region as a child of the node. It holds no shard until <see cref="Acquired"/>.</summary>
    public ShardRegion(ActorSystem system, ShardedKind<TMessage> kind, IJournal journal)
    {
        _kind = kind;
        _actor = system.Spawn(new ChildSpec<RegionMessage>($"{kind.Kind}-region", () => new Region(this, journal))
        {
            StopWithin = Shards.RegionStopWithin,
            Children = new(Strategy.OneForOne, new(int.MaxValue, TimeSpan.FromSeconds(1)))
            {
                Backoff = new(Min: TimeSpan.FromMilliseconds(200), Max: TimeSpan.FromSeconds(10), Jitter: 0.2, HealthyAfter: TimeSpan.FromSeconds(30)),
            },
        });
    }

    /// <summary>
    /// This node holds these shards from now on: starts them, and in them the entities that owe work. A shard that is held under an older lease, or is
    /// still ending, ends first and starts again under the new one.
    /// </summary>
    /// <returns>Completes when messages are taken for them.</returns>
    public Task Acquired(IReadOnlyCollection<ShardLease> leases, TimeSpan within) =>
        _actor.Ask<int>(done => new RegionMessage.Acquired(leases, done), within);

    /// <summary>How many entities are in memory.</summary>
    public int Residents => Volatile.Read(ref _residents);

    /// <summary>Whether messages are taken for a shard.</summary>
    public bool Holds(int shard) => Volatile.Read(ref _routes).ContainsKey(shard);

    /// <summary>Routes a message to its entity, or answers that it cannot.</summary>
    public void Deliver(string entityId, TMessage message)
    {
        var shard = Shards.Of($"{_kind.Kind}/{entityId}");
        if (Volatile.Read(ref _routes).TryGetValue(shard, out var actor)) actor.Tell(new ShardMessage<TMessage>.Deliver(entityId, message));
        else message.Undeliverable($"Shard {shard} is not on this node.");
    }

    /// <summary>
    /// Hands shards over: from now on what comes for them is answered that they are not here; returns when their entities and workers have ended, what
    /// was in hand included. What is not held is handed over already.
    /// </summary>
    public Task Release(IReadOnlyCollection<int> shards, TimeSpan within) =>
        _actor.Ask<int>(done => new RegionMessage.Release(shards, done), within);

    /// <summary>Stops all entities and their workers; returns when they have ended.</summary>
    public async Task Stop(TimeSpan within)
    {
        Volatile.Write(ref _routes, _routes.Clear());
        await _actor.Ask<int>(done => new RegionMessage.Stop(done), within);
    }

    internal abstract record RegionMessage
    {
        internal sealed record Acquired(IReadOnlyCollection<ShardLease> Leases, ReplyTo<int> Done) : RegionMessage;

        internal sealed record Release(IReadOnlyCollection<int> Shards, ReplyTo<int> Done) : RegionMessage;

        internal sealed record Stop(ReplyTo<int> Done) : RegionMessage;

        internal sealed record Ended(int Shard) : RegionMessage;
    }

    private sealed class Region(ShardRegion<TMessage> region, IJournal journal) : Actor<RegionMessage>
    {
        private readonly Dictionary<int, Held> _held = [];
        private readonly List<(HashSet<int> Shards, ReplyTo<int> Done)> _acquisitions = [];
        private readonly List<(HashSet<int> Shards, ReplyTo<int> Done)> _releases = [];
        private bool _stopping;

        public override ValueTask Started()
        {
            foreach (var lease in region._leases.Values) Start(lease);
            Publish();
            return ValueTask.CompletedTask;
        }

        public override ValueTask Receive(RegionMessage message)
        {
            switch (message)
            {
                case RegionMessage.Acquired(var leases, var done): Acquire(leases, done); break;
                case RegionMessage.Release(var shards, var done): Release([.. shards.Where(_held.ContainsKey)], done); break;
                case RegionMessage.Stop(var done):
                    _stopping = true;
                    Release([.. _held.Keys], done);
                    break;
                case RegionMessage.Ended(var shard): Ended(shard); break;
                default: throw new InvalidOperationException($"A region does not know {message}.");
            }

            Publish();
            Answer(_acquisitions);
            Answer(_releases);
            return ValueTask.CompletedTask;
        }

        private void Acquire(IReadOnlyCollection<ShardLease> leases, ReplyTo<int> done)
        {
            var waits = new HashSet<int>();
            foreach (var lease in leases.Where(lease => !_stopping && lease.Epoch >= region._leases.GetValueOrDefault(lease.Shard).Epoch))
            {
                region._leases[lease.Shard] = lease;
                if (!_held.TryGetValue(lease.Shard, out var held)) Start(lease);
                else if (held.Ending || held.Lease != lease) waits.Add(lease.Shard);
                if (held is { Ending: false } && held.Lease != lease) End(lease.Shard);
            }

            _acquisitions.Add((waits, done));
        }

        private void Release(HashSet<int> shards, ReplyTo<int> done)
        {
            foreach (var shard in shards)
            {
                region._leases.Remove(shard);
                End(shard);
            }

            foreach (var (waits, _) in _acquisitions) waits.ExceptWith(shards);
            _releases.Add((shards, done));
        }

        private void Ended(int shard)
        {
            _held.Remove(shard);
            if (region._leases.TryGetValue(shard, out var lease)) Start(lease);
            foreach (var (waits, _) in _acquisitions) waits.Remove(shard);
            foreach (var (waits, _) in _releases) waits.Remove(shard);
        }

        private void Start(ShardLease lease)
        {
            var kind = region._kind;
            var shard = Context.Spawn(new ChildSpec<ShardMessage<TMessage>>($"shard-{lease.Shard}", () => new Shard<TMessage>(kind, lease, journal, by => Interlocked.Add(ref region._residents, by)))
            {
                StopWithin = Shards.StopWithin,
                Children = kind.Supervision,
            });
            Context.Watch(shard, new RegionMessage.Ended(lease.Shard));
            _held[lease.Shard] = new(shard, lease);
        }

        private void End(int shard)
        {
            if (_held[shard].Ending) return;
            _held[shard].Ending = true;
            Context.Stop(_held[shard].Actor);
        }

        private void Publish() =>
            Volatile.Write(ref region._routes, _held.Where(held => !held.Value.Ending).ToImmutableDictionary(held => held.Key, held => held.Value.Actor));

        private static void Answer(List<(HashSet<int> Shards, ReplyTo<int> Done)> waiting)
        {
            foreach (var (_, done) in waiting.Where(one => one.Shards.Count == 0)) done.Reply(0);
            waiting.RemoveAll(one => one.Shards.Count == 0);
        }
    }

    private sealed class Held(ActorRef<ShardMessage<TMessage>> actor, ShardLease lease)
    {
        public ActorRef<ShardMessage<TMessage>> Actor { get; } = actor;

        public ShardLease Lease { get; } = lease;

        public bool Ending { get; set; }
    }
}
