using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Nightingale.Actors.Entities;
using Nightingale.Actors.Journal;
using Nightingale.Actors.Kernel;
using Nightingale.Actors.Sharding;
using Nightingale.Tests.Entities;
using Npgsql;

namespace Nightingale.Tests.Sharding;

/// <summary>A node of a cluster of counters, with its own connections to the database.</summary>
internal sealed class CounterMember : IAsyncDisposable
{
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    private readonly NpgsqlDataSource _database;
    private readonly PostgresJournal _journal;
    private readonly ActorSystem _system = new(new() { Name = "test", Time = TimeProvider.System });
    private readonly ClusterNews _news;
    private readonly ShardMap _map;
    private readonly WireClient _wire = new(tls: null);
    private readonly WireServer _server;

    private CounterMember(NpgsqlDataSource database, PostgresJournal journal, WireServer server, Dictionary<string, WireHandler> handlers, string name, bool givesUp)
    {
        _server = server;
        (_database, _journal) = (database, journal);
        _news = new(database, TimeProvider.System, NullLogger<ClusterNews>.Instance);
        Counters = new(
            _system,
            new("counter", new Counter(), Counter.Events, Counter.Snapshots, @event => @event.At, _ => (Bell, "system:bell")),
            journal,
            new());
        handlers["counter"] = EntityWire.For(Counters, Counters.Holds, Codec);
        _map = new(new(database, "map", Lease), _news, TimeProvider.System, NullLogger<ShardMap>.Instance);
        Cluster = new("counter", Codec, Counters, Counters.Holds, _map, _wire, new(), TimeProvider.System);
        var options = new MemberOptions { Name = name, Address = server.Address.ToString(), Lease = Lease, Beat = TimeSpan.FromMilliseconds(200), GivesUp = givesUp };
        Member = new(database, options, new(leases => Counters.Acquired(leases), shards => Counters.Release(shards, Bound), () => Abandoned++), _news, TimeProvider.System, NullLogger<Member>.Instance);
    }

    public EntityRegion<CounterState, CounterCommand, CounterEvent, CounterWork> Counters { get; }

    public Member Member { get; }

    /// <summary>All counters, wherever they live.</summary>
    public ClusterEntities<CounterState, CounterCommand> Cluster { get; }

    public static WireCodec<CounterState, CounterCommand> Codec { get; } = new(new Dictionary<Type, string>
    {
        [typeof(CounterCommand.Add)] = "add",
        [typeof(CounterCommand.Rang)] = "rang",
    });

    public CounterNode.SilentBell Bell { get; } = new();

    /// <summary>How often it had no time left.</summary>
    public int Abandoned { get; private set; }

    public static async Task<CounterMember> Join(NpgsqlDataSource database, string name, bool givesUp = true)
    {
        var handlers = new Dictionary<string, WireHandler>(StringComparer.Ordinal);
        var server = await WireServer.Start(new(IPAddress.Loopback, 0), tls: null, handlers, TimeProvider.System);
        return new(database, await PostgresJournal.Open(new() { Database = database }), server, handlers, name, givesUp);
    }

    /// <summary>Waits until it holds exactly what it should among these nodes.</summary>
    public static async Task Settled(params IReadOnlyList<CounterMember> members) => await Eventually.True(
        () =>
        {
            var ids = members.Select(member => member.Member.Id).OfType<string>().ToList();
            return Task.FromResult(ids.Count == members.Count && members.All(member => member.Member.Held.ToHashSet().SetEquals(
                Enumerable.Range(0, Shards.Count).Where(shard => Rendezvous.Owner(shard, ids) == member.Member.Id))));
        },
        Bound);

    public Task<EntityReply<CounterState>> Add(string id, int by) =>
        Counters.Ask(id, new(new CounterCommand.Add(DateTimeOffset.UnixEpoch, by), "user:test")).WaitAsync(Bound);

    public bool Holds(string id) => Member.Held.Contains(Shards.Of($"counter/{id}"));

    public async ValueTask DisposeAsync()
    {
        await Member.DisposeAsync();
        await _server.DisposeAsync();
        await _map.DisposeAsync();
        _wire.Dispose();
        await _news.DisposeAsync();
        await _system.DisposeAsync();
        await _journal.DisposeAsync();
        await _database.DisposeAsync();
    }
}
