using Nightingale.Actors.Entities;
using Nightingale.Actors.Journal;
using Nightingale.Actors.Sharding;
using Nightingale.Tests.Entities;
using NUnit.Framework;

namespace Nightingale.Tests.Sharding;

public sealed class AbsentShardTests
{
    [Test]
    public async Task What_comes_for_a_shard_that_is_not_here_is_answered_so_without_waiting()
    {
        // The clock stands still: an answer that waited for a timeout would never come.
        await using var journal = new MemoryJournal();
        await using var node = await CounterNode.Start(journal, new ManualTime());
        Assert.That(await node.Add("one", 1), Is.InstanceOf<EntityReply<CounterState>.Done>(), "while the shard is here");

        await node.Counters.Stop(TimeSpan.FromSeconds(30));
        Assert.That(async () => await node.Add("one", 1), Throws.TypeOf<EntityUnavailableException>().With.Message.Contains("is not on this node"));
    }

    [Test]
    public async Task A_shard_that_is_handed_over_ends_its_work_answers_no_more_and_comes_back_with_its_next_lease()
    {
        await using var journal = new MemoryJournal();
        var bell = new CounterNode.SilentBell();
        await using var node = await CounterNode.Start(journal, new ManualTime(), bell);
        await node.Add("one", 10);
        await bell.Began;
        await node.Add("two", 2);
        var shard = Shards.Of("counter/one");
        Assert.That(Shards.Of("counter/two"), Is.Not.EqualTo(shard));

        await node.Counters.Release([shard], TimeSpan.FromSeconds(30));
        Assert.That(await bell.Cancelled, Does.StartWith("one"), "what it owed is cancelled before it is another's");
        Assert.That(async () => await node.Add("one", 1), Throws.TypeOf<EntityUnavailableException>());
        Assert.That(await node.Add("two", 1), Is.InstanceOf<EntityReply<CounterState>.Done>(), "the control: other shards stay");

        await node.Counters.Acquired([new(shard, 1)]);
        Assert.That(await node.Add("one", 1), Is.InstanceOf<EntityReply<CounterState>.Done>());
        Assert.That(await bell.Began, Does.StartWith("one"), "it owes its work again");
    }
}
