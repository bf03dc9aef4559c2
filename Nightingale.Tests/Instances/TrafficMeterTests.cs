using Nightingale.Actors.Entities;
using Nightingale.Actors.Instances;
using NUnit.Framework;

namespace Nightingale.Tests.Instances;

public sealed class TrafficMeterTests
{
    [Test]
    public void What_a_total_rose_by_is_counted_and_what_is_told_again_is_not()
    {
        var life = Life.Ready();
        Tell(life, "a", 10, 100);
        Tell(life, "a", 15, 100);
        Assert.That(life.EventsOf(new InstanceCommand.TrafficCounted(life.Now, "a", 15, 100)), Is.Empty, "told again");
        Assert.That(life.EventsOf(new InstanceCommand.TrafficCounted(life.Now, "a", 12, 90)), Is.Empty, "told late");
        Assert.That(life.Events.OfType<InstanceEvent.TrafficMetered>().Select(e => (e.Ingress, e.Egress)), Is.EqualTo(new[] { (10L, 100L), (5L, 0L) }));
        Assert.That((life.State.IngressBytes, life.State.EgressBytes), Is.EqualTo((15L, 100L)));
    }

    [Test]
    public void Each_gateway_and_each_life_of_one_has_totals_of_its_own()
    {
        var life = Life.Ready();
        Tell(life, "a", 10, 100);
        Tell(life, "b", 10, 100);
        Tell(life, "a", 11, 101);
        Assert.That((life.State.IngressBytes, life.State.EgressBytes), Is.EqualTo((21L, 201L)));
    }

    [Test]
    public void The_state_does_not_grow_with_every_gateway_that_ever_was()
    {
        var life = Life.Ready();
        for (var i = 1; i <= 100; i++) Tell(life.After(1), $"{i}", 1, 1);
        Assert.That(life.State.Traffic, Has.Count.LessThan(40));
        Assert.That(life.State.Traffic.Keys, Does.Contain("100").And.Not.Contain("1"));
        Assert.That(life.State.IngressBytes, Is.EqualTo(100));
    }

    [TestCase("", 1, 1)]
    [TestCase("a", -1, 1)]
    [TestCase("a", 1, -1)]
    public void Nonsense_is_refused(string gateway, long ingress, long egress) =>
        Assert.That(Life.Ready().Refused(new InstanceCommand.TrafficCounted(Life.Morning, gateway, ingress, egress)).Kind, Is.EqualTo(RefusalKind.Invalid));

    private static void Tell(Life life, string gateway, long ingress, long egress) => life.Do(new InstanceCommand.TrafficCounted(life.Now, gateway, ingress, egress));
}
