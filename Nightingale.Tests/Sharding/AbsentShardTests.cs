using Nightingale.Actors.Entities;
using Nightingale.Actors.Journal;
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
}
