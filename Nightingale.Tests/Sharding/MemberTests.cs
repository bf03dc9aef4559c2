using Nightingale.Actors.Entities;
using Nightingale.Actors.Sharding;
using Nightingale.Tests.Entities;
using Npgsql;
using NUnit.Framework;

namespace Nightingale.Tests.Sharding;

/// <summary>Nodes that come, go and lose their database, on a real PostgreSQL and the real clock.</summary>
public sealed class MemberTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    private PostgresServer.Shared _shared = null!;

    [SetUp]
    public async Task Open() => _shared = await PostgresServer.SharedDatabase();

    [TearDown]
    public ValueTask Close() => _shared.DisposeAsync();

    [Test]
    public async Task Nodes_that_come_and_go_share_the_shards_and_their_entities_go_on()
    {
        await using var ada = await Join("ada");
        await CounterMember.Settled(ada);
        for (var entity = 0; entity < 20; entity++) await ada.Add($"{entity}", 1);
        await using (var ben = await Join("ben"))
        {
            await CounterMember.Settled(ada, ben);
            var moved = Enumerable.Range(0, 20).Where(entity => ben.Holds($"{entity}")).ToList();
            Assert.That(moved, Has.Count.InRange(1, 19));
            foreach (var entity in moved) Assert.That(await ben.Add($"{entity}", 1), Is.EqualTo(Done(2, 2)));
            Assert.That(async () => await ada.Add($"{moved[0]}", 1), Throws.TypeOf<EntityUnavailableException>());
        }

        await CounterMember.Settled(ada);
        Assert.That(ada.Abandoned, Is.Zero, "nobody was in a hurry");
        for (var entity = 0; entity < 20; entity++) Assert.That(await ada.Add($"{entity}", 0), Is.InstanceOf<EntityReply<CounterState>.Done>());
    }

    [Test]
    public async Task What_an_entity_owes_goes_on_where_its_shard_goes_and_only_there()
    {
        await using var ada = await Join("ada");
        await CounterMember.Settled(ada);
        await ada.Add("one", 10);
        Assert.That(await ada.Bell.Began, Is.EqualTo("one bell/1"));
        // Which of two nodes gets the shard lies with their names of this start.
        var ben = await Join("ben");
        try
        {
            while (true)
            {
                await CounterMember.Settled(ada, ben);
                if (!ada.Holds("one")) break;
                await ben.DisposeAsync();
                ben = await Join("ben");
            }

            Assert.That(await ada.Bell.Cancelled, Is.EqualTo("one bell/1"));
            Assert.That(await ben.Bell.Began, Is.EqualTo("one bell/1"));
        }
        finally
        {
            await ben.DisposeAsync();
        }
    }

    [Test]
    public async Task A_node_that_drains_gives_everything_away_and_takes_nothing_until_it_is_told_to()
    {
        await using var ada = await Join("ada");
        await using var ben = await Join("ben");
        await CounterMember.Settled(ada, ben);

        await ada.Member.Drain().WaitAsync(Bound);
        Assert.That(ada.Member.Held, Is.Empty);
        await CounterMember.Settled(ben);
        await using var database = _shared.Connect();
        await new Membership(database, "operator", CounterMember.Lease).Drain(ada.Member.Id!, draining: false);
        await CounterMember.Settled(ada, ben);
    }

    [Test]
    public async Task A_node_without_its_database_gives_up_before_its_lease_ends_and_joins_again_as_another()
    {
        await using var ada = await Join("ada", role: "ada");
        await CounterMember.Settled(ada);
        await ada.Add("one", 10);
        await ada.Bell.Began;
        var id = ada.Member.Id;

        await _shared.Banish("ada");
        await ada.Bell.Cancelled.AsTask().WaitAsync(Bound);
        Assert.That(await LivesAfterAll(id!), Is.True, "what it ran had ended while its lease still held");
        Assert.That(ada.Abandoned, Is.EqualTo(1));

        await _shared.Admit("ada");
        await Eventually.True(() => Task.FromResult(ada.Member.Id is { } now && now != id && ada.Holds("one")), Bound);
        Assert.That(await ada.Add("one", 1), Is.EqualTo(Done(11, 2)));
    }

    [Test]
    public async Task Control_a_node_that_does_not_give_up_goes_on_with_work_that_is_anothers_by_now()
    {
        await using var ada = await Join("ada", role: "ada", givesUp: false);
        await CounterMember.Settled(ada);
        await ada.Add("one", 10);
        await ada.Bell.Began;
        await using var ben = await Join("ben");
        await CounterMember.Settled(ada, ben);

        await _shared.Banish("ada");
        await Eventually.True(() => Task.FromResult(ben.Holds("one")), Bound);
        var cancelled = ada.Bell.Cancelled;
        if (ada.Holds("one")) Assert.That(cancelled.IsCompleted, Is.False, "two nodes do the same work");
        await _shared.Admit("ada");
    }

    private static EntityReply<CounterState> Done(int sum, long version) => new EntityReply<CounterState>.Done(new(sum, 0), version);

    private Task<CounterMember> Join(string name, string? role = null, bool givesUp = true) => CounterMember.Join(_shared.Connect(role), name, givesUp);

    private async Task<bool> LivesAfterAll(string id)
    {
        await using var database = _shared.Connect();
        await using var query = database.CreateCommand("SELECT expires_at > clock_timestamp() FROM node WHERE id = $1");
        query.Parameters.Add(new NpgsqlParameter { Value = id });
        return await query.ExecuteScalarAsync() is true;
    }
}
