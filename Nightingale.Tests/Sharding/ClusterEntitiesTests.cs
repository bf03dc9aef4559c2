using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Nightingale.Actors.Entities;
using Nightingale.Actors.Journal;
using Nightingale.Actors.Sharding;
using Nightingale.Tests.Entities;
using NUnit.Framework;

namespace Nightingale.Tests.Sharding;

/// <summary>Commands from anywhere to entities that move, on a real PostgreSQL and real sockets.</summary>
public sealed class ClusterEntitiesTests
{
    private const int Entities = 40;
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    private PostgresServer.Shared _shared = null!;

    [SetUp]
    public async Task Open() => _shared = await PostgresServer.SharedDatabase();

    [TearDown]
    public ValueTask Close() => _shared.DisposeAsync();

    [Test]
    public async Task Any_node_answers_for_any_entity()
    {
        await using var ada = await Join("ada");
        await using var ben = await Join("ben");
        await CounterMember.Settled(ada, ben);
        for (var entity = 0; entity < Entities; entity++)
        {
            await Add(ada, entity, 1, $"a{entity}");
            Assert.That(await Add(ben, entity, 2, $"b{entity}"), Is.EqualTo(new EntityReply<CounterState>.Done(new(3, 0), 2)));
            Assert.That((await ada.Cluster.Get($"{entity}")).Version, Is.EqualTo(2));
            Assert.That(await Add(ben, entity, -1, $"c{entity}"), Is.InstanceOf<EntityReply<CounterState>.Refused>());
        }

        Assert.That(Enumerable.Range(0, Entities).Count(entity => ada.Holds($"{entity}")), Is.InRange(1, Entities - 1), "some lived there, others here");
    }

    [Test]
    public async Task While_nodes_come_drain_and_go_no_keyed_command_fails_and_each_is_done_once()
    {
        await using var ada = await Join("ada");
        await CounterMember.Settled(ada);
        using var enough = new CancellationTokenSource();
        var acknowledged = new ConcurrentBag<int>();
        var load = Enumerable.Range(0, 8).Select(client => Load(ada, client, acknowledged, enough.Token)).ToList();

        await using (var ben = await Join("ben"))
        {
            await CounterMember.Settled(ada, ben);
            await using var cy = await Join("cy");
            await CounterMember.Settled(ada, ben, cy);
            await ben.Member.Drain().WaitAsync(Bound);
        }

        await CounterMember.Settled(ada);
        await enough.CancelAsync();
        await Task.WhenAll(load).WaitAsync(Bound);

        Assert.That(acknowledged, Has.Count.GreaterThan(Entities));
        for (var entity = 0; entity < Entities; entity++)
            Assert.That((await ada.Cluster.Get($"{entity}")).State.Sum, Is.EqualTo(acknowledged.Count(one => one == entity)), $"entity {entity}");
    }

    [Test]
    public async Task Of_what_nothing_was_done_is_sent_again_until_the_asker_waits_no_more()
    {
        await using var ada = await Join("ada");
        await CounterMember.Settled(ada);
        await ada.Counters.Stop(Bound);
        var envelope = new Envelope<CounterCommand>(new CounterCommand.Add(DateTimeOffset.UnixEpoch, 1), "user:test");
        using var shortly = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        Assert.That(async () => await ada.Cluster.Ask("one", envelope, shortly.Token), Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public async Task What_may_have_been_done_is_sent_again_only_with_a_key()
    {
        var asked = 0;
        var handlers = new Dictionary<string, WireHandler>(StringComparer.Ordinal)
        {
            ["counter"] = (_, _, _) => Task.FromResult(Interlocked.Increment(ref asked) == 2
                ? new WireAnswer(WireAnswerKind.Answered, CounterMember.Codec.Write(new EntityReply<CounterState>.Done(new(1, 0), 1)))
                : new(WireAnswerKind.Unknown, "The connection broke."u8.ToArray())),
        };
        await using var database = _shared.Connect();
        await (await PostgresJournal.Open(new() { Database = database })).DisposeAsync();
        await using var server = await WireServer.Start(new(IPAddress.Loopback, 0), tls: null, handlers, TimeProvider.System);
        var node = new Membership(database, "node-1", Bound);
        await node.Join(server.Address.ToString());
        await node.Take([.. Enumerable.Range(0, Shards.Count)]);
        await using var news = new ClusterNews(database, TimeProvider.System, NullLogger<ClusterNews>.Instance);
        await using var map = new ShardMap(node, news, TimeProvider.System, NullLogger<ShardMap>.Instance);
        using var wire = new WireClient(tls: null);
        var counters = new ClusterEntities<CounterState, CounterCommand>("counter", CounterMember.Codec, local: null, _ => false, map, wire, new(), TimeProvider.System);
        await Eventually.True(() => Task.FromResult(map.Owner(0) is not null), Bound);

        var add = new CounterCommand.Add(DateTimeOffset.UnixEpoch, 1);
        Assert.That(async () => await counters.Ask("one", new(add, "user:test")), Throws.TypeOf<EntityUnavailableException>().With.Message.EqualTo("The connection broke."));
        Assert.That(asked, Is.EqualTo(1));
        asked = 0;
        Assert.That(await counters.Ask("one", new(add, "user:test", new("key", "f"))), Is.InstanceOf<EntityReply<CounterState>.Done>());
        Assert.That(asked, Is.EqualTo(2));
    }

    [Test]
    public async Task Who_waits_for_a_node_that_has_lost_the_shard_asks_the_one_that_has_it_now()
    {
        await using var database = _shared.Connect();
        await (await PostgresJournal.Open(new() { Database = database })).DisposeAsync();
        var asked = new TaskCompletionSource();
        await using var stopped = await Serve(async (_, _, deadline) =>
        {
            asked.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, deadline);
            return default;
        });
        await using var well = await Serve((_, _, _) => Task.FromResult(new WireAnswer(WireAnswerKind.Answered, CounterMember.Codec.Write(new EntityReply<CounterState>.Done(new(1, 0), 1)))));
        var (ada, ben) = (new Membership(database, "ada-1", Bound), new Membership(database, "ben-1", Bound));
        await ada.Join(stopped.Address.ToString());
        await ben.Join(well.Address.ToString());
        await ada.Take([.. Enumerable.Range(0, Shards.Count)]);
        await using var news = new ClusterNews(database, TimeProvider.System, NullLogger<ClusterNews>.Instance);
        await using var map = new ShardMap(ben, news, TimeProvider.System, NullLogger<ShardMap>.Instance);
        using var wire = new WireClient(tls: null);
        var counters = new ClusterEntities<CounterState, CounterCommand>("counter", CounterMember.Codec, local: null, _ => false, map, wire, new() { AskTimeout = Bound }, TimeProvider.System);

        var add = new CounterCommand.Add(DateTimeOffset.UnixEpoch, 1);
        using var enough = new CancellationTokenSource();
        var (keyed, unkeyed) = (counters.Ask("one", new(add, "user:test", new("key", "f"))), counters.Ask("one", new(add, "user:test"), enough.Token));
        await asked.Task.WaitAsync(Bound);
        await ada.Leave();
        await ben.Take([.. Enumerable.Range(0, Shards.Count)]);
        Assert.That(await keyed.WaitAsync(Bound / 2), Is.InstanceOf<EntityReply<CounterState>.Done>());
        Assert.That(unkeyed.IsCompleted, Is.False, "the control: what may have been done is not sent again");
        await enough.CancelAsync();
        Assert.That(async () => await unkeyed, Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public async Task That_other_shards_moved_is_no_reason_to_ask_again()
    {
        await using var database = _shared.Connect();
        await (await PostgresJournal.Open(new() { Database = database })).DisposeAsync();
        var asked = 0;
        await using var leaving = await Serve((_, _, _) =>
        {
            Interlocked.Increment(ref asked);
            return Task.FromResult(new WireAnswer(WireAnswerKind.NotHere, default));
        });
        await using var well = await Serve((_, _, _) => Task.FromResult(new WireAnswer(WireAnswerKind.Answered, CounterMember.Codec.Write(new EntityReply<CounterState>.Done(new(1, 0), 1)))));
        var (ada, ben) = (new Membership(database, "ada-1", Bound), new Membership(database, "ben-1", Bound));
        await ada.Join(leaving.Address.ToString());
        await ben.Join(well.Address.ToString());
        await ada.Take([.. Enumerable.Range(0, Shards.Count)]);
        await using var news = new ClusterNews(database, TimeProvider.System, NullLogger<ClusterNews>.Instance);
        await using var map = new ShardMap(ben, news, TimeProvider.System, NullLogger<ShardMap>.Instance);
        using var wire = new WireClient(tls: null);
        var stopped = new ManualTime(DateTimeOffset.UnixEpoch);
        var counters = new ClusterEntities<CounterState, CounterCommand>("counter", CounterMember.Codec, local: null, _ => false, map, wire, new() { AskTimeout = Bound }, stopped);
        await Eventually.True(() => Task.FromResult(map.Owner(0) is not null), Bound);

        var own = Shards.Of("counter/one");
        var asking = counters.Ask("one", new(new CounterCommand.Add(DateTimeOffset.UnixEpoch, 1), "user:test", new("key", "f")));
        await Eventually.True(() => Task.FromResult(Volatile.Read(ref asked) == 1), Bound);
        foreach (var other in Enumerable.Range(0, Shards.Count).Where(shard => shard != own).Take(10))
        {
            await ada.Release([other]);
            await Eventually.True(() => Task.FromResult(map.Owner(other) is null), Bound);
        }

        Assert.That((Volatile.Read(ref asked), asking.IsCompleted), Is.EqualTo((1, false)));
        await ada.Release([own]);
        await ben.Take([own]);
        Assert.That(await asking.WaitAsync(Bound), Is.InstanceOf<EntityReply<CounterState>.Done>(), "the control: its own shard's news it hears");
    }

    private static Task<WireServer> Serve(WireHandler handler) =>
        WireServer.Start(new(IPAddress.Loopback, 0), tls: null, new Dictionary<string, WireHandler>(StringComparer.Ordinal) { ["counter"] = handler }, TimeProvider.System);

    private static async Task Load(CounterMember from, int client, ConcurrentBag<int> acknowledged, CancellationToken enough)
    {
        var random = new Random(client);
        for (var number = 0; !enough.IsCancellationRequested; number++)
        {
            var entity = random.Next(Entities);
            Assert.That(await Add(from, entity, 1, string.Create(CultureInfo.InvariantCulture, $"{client}/{number}")), Is.InstanceOf<EntityReply<CounterState>.Done>());
            acknowledged.Add(entity);
        }
    }

    private static Task<EntityReply<CounterState>> Add(CounterMember from, int entity, int by, string key) =>
        from.Cluster.Ask($"{entity}", new(new CounterCommand.Add(DateTimeOffset.UnixEpoch, by), "user:test", new(key, "f"))).WaitAsync(Bound);

    private Task<CounterMember> Join(string name) => CounterMember.Join(_shared.Connect(), name);
}
