using System.Collections.Immutable;
using Nightingale.Actors.Journal;
using Nightingale.Actors.Kernel;

namespace Nightingale.Actors.Sharding;

/// <summary>
/// The shards of one kind that this node holds. Senders route by an immutable snapshot, without passing through the region's mailbox;
/// what comes for a shard that is not here is answered so at once.
/// </summary>
public sealed class ShardRegion<TMessage>
    where TMessage : class, IShardMessage
{
    private readonly ShardedKind<TMessage> _kind;
    private readonly ActorRef<RegionMessage> _actor;
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

    /// <summary>This node holds these shards from now on: starts them, and in them the entities that owe work.</summary>
    /// <returns>Completes when messages are taken for them.</returns>
    public Task Acquired(IReadOnlyCollection<ShardLease> leases, TimeSpan within) =>
        _actor.Ask<int>(done => new RegionMessage.Acquired(leases, done), within);

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
        private readonly Dictionary<int, ActorRef<ShardMessage<TMessage>>> _shards = [];
        private readonly List<(HashSet<int> Shards, ReplyTo<int> Done)> _releases = [];
        private ReplyTo<int>? _stopping;

        public override ValueTask Receive(RegionMessage message)
        {
            switch (message)
            {
                case RegionMessage.Acquired(var leases, var done):
                    foreach (var lease in leases) Start(lease);
                    Publish();
                    done.Reply(_shards.Count);
                    break;
                case RegionMessage.Release(var shards, var done):
                    Release([.. shards.Where(_shards.ContainsKey)], done);
                    break;
                case RegionMessage.Stop(var done):
                    _stopping = done;
                    foreach (var shard in _shards.Values) Context.Stop(shard);
                    AnswerWhenEmpty();
                    break;
                case RegionMessage.Ended(var shard):
                    _shards.Remove(shard);
                    Publish();
                    Released(shard);
                    AnswerWhenEmpty();
                    break;
                default: throw new InvalidOperationException($"A region does not know {message}.");
            }

            return ValueTask.CompletedTask;
        }

        private void Start(ShardLease lease)
        {
            if (_shards.ContainsKey(lease.Shard)) return;
            var kind = region._kind;
            var shard = Context.Spawn(new ChildSpec<ShardMessage<TMessage>>($"shard-{lease.Shard}", () => new Shard<TMessage>(kind, lease, journal))
            {
                StopWithin = Shards.StopWithin,
                Children = kind.Supervision,
            });
            Context.Watch(shard, new RegionMessage.Ended(lease.Shard));
            _shards[lease.Shard] = shard;
        }

        private void Release(HashSet<int> shards, ReplyTo<int> done)
        {
            _releases.Add((shards, done));
            foreach (var shard in shards) Context.Stop(_shards[shard]);
            Publish();
            Released(shard: -1);
        }

        private void Released(int shard)
        {
            foreach (var (shards, _) in _releases) shards.Remove(shard);
            foreach (var (_, done) in _releases.Where(release => release.Shards.Count == 0)) done.Reply(0);
            _releases.RemoveAll(release => release.Shards.Count == 0);
        }

        private void AnswerWhenEmpty()
        {
            if (_shards.Count == 0) _stopping?.Reply(0);
        }

        private void Publish() => Volatile.Write(ref region._routes, _stopping is null
            ? _shards.Where(shard => !_releases.Exists(release => release.Shards.Contains(shard.Key))).ToImmutableDictionary()
            : region._routes.Clear());
    }
}
