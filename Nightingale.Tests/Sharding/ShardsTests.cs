using Nightingale.Actors.Sharding;
using NUnit.Framework;

namespace Nightingale.Tests.Sharding;

public sealed class ShardsTests
{
    // The journal numbers events by shard: a hash that changed would tear every entity's history apart.
    [TestCase("instance/0193d5f0-0000-7000-8000-000000000001", 43)]
    [TestCase("account/default", 9)]
    public void The_shard_of_an_entity_never_changes(string persistenceId, int shard) => Assert.That(Shards.Of(persistenceId), Is.EqualTo(shard));

    [Test]
    public void Entities_spread_evenly_over_all_shards()
    {
        var counts = new int[Shards.Count];
        for (var entity = 0; entity < 100 * Shards.Count; entity++) counts[Shards.Of($"instance/{entity}")]++;
        Assert.That(counts, Has.All.InRange(50, 160));
    }
}
