using Nightingale.Actors.Instances;
using NUnit.Framework;

namespace Nightingale.Tests.Instances;

public sealed class InstanceRulesTests
{
    [Test]
    public void The_defaults_hold() => Assert.That(new InstanceRules().Problems(), Is.Empty);

    [Test]
    public void All_problems_are_told_each_with_its_key()
    {
        var rules = new InstanceRules { LossWindow = TimeSpan.Zero, ReadinessTimeout = TimeSpan.MaxValue, LossesToQuarantine = 0, IntervalsPerDelivery = 0 };
        string[] keys = ["Instances:LossWindow", "Instances:ReadinessTimeout", "Instances:LossesToQuarantine", "Instances:IntervalsPerDelivery"];
        Assert.That(rules.Problems().Select(problem => problem.Split(' ')[0]), Is.EqualTo(keys));
    }

    [TestCase(1, "1 ms")]
    [TestCase(90_000, "1 min 30 s")]
    [TestCase(93_600_000, "1 d 2 h")]
    [TestCase(0, "0 s")]
    public void A_span_is_said_as_people_say_it(long milliseconds, string said) =>
        Assert.That(Words.Span(TimeSpan.FromMilliseconds(milliseconds)), Is.EqualTo(said));
}
