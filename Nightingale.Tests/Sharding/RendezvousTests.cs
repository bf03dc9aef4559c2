using Nightingale.Actors.Sharding;
using NUnit.Framework;

namespace Nightingale.Tests.Sharding;

public sealed class RendezvousTests
{
    private static readonly string[] Nodes = ["a", "b", "c", "d", "e"];

    // Nodes of two releases run side by side: an owner that depended on the release would be two owners.
    [TestCase(0, "a")]
    [TestCase(7, "d")]
    [TestCase(255, "a")]
    public void The_owner_of_a_shard_never_changes(int shard, string owner) => Assert.That(Rendezvous.Owner(shard, Nodes), Is.EqualTo(owner));

    [Test]
    public void The_order_of_nodes_makes_no_difference() => Assert.That(Owners(Nodes.Reverse()), Is.EqualTo(Owners(Nodes)));

    [Test]
    public void Shards_spread_over_all_nodes() =>
        Assert.That(Owners(Nodes).GroupBy(owner => owner, StringComparer.Ordinal).Select(node => node.Count()), Has.Exactly(5).InRange(30, 75));

    [TestCase("a")]
    [TestCase("c")]
    [TestCase("e")]
    public void A_node_that_goes_moves_its_own_shards_and_no_other(string gone)
    {
        var (before, after) = (Owners(Nodes), Owners(Nodes.Where(node => node != gone)));
        Assert.That(before.Zip(after).Where(shard => shard.First != gone), Has.All.Matches<(string? First, string? Second)>(shard => shard.First == shard.Second));
        Assert.That(after, Has.None.EqualTo(gone));
    }

    [Test]
    public void Without_nodes_there_is_no_owner() => Assert.That(Rendezvous.Owner(7, []), Is.Null);

    private static List<string?> Owners(IEnumerable<string> nodes)
    {
        var all = nodes.ToList();
        return [.. Enumerable.Range(0, Shards.Count).Select(shard => Rendezvous.Owner(shard, all))];
    }
}
