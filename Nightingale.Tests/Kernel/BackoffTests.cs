using Nightingale.Actors.Kernel;

using NUnit.Framework;

namespace Nightingale.Tests.Kernel;

[Category("Deterministic")]
public sealed class BackoffTests
{
    private static readonly Backoff Backoff = new(Min: TimeSpan.FromSeconds(1), Max: TimeSpan.FromSeconds(30), Jitter: 0.2, HealthyAfter: TimeSpan.FromMinutes(1));

    [TestCase(1, 0, ExpectedResult = 1.0)]
    [TestCase(2, 0, ExpectedResult = 2.0)]
    [TestCase(5, 0, ExpectedResult = 16.0)]
    [TestCase(6, 0, ExpectedResult = 30.0)]
    [TestCase(10_000, 0, ExpectedResult = 30.0)]
    [TestCase(1, 0.5, ExpectedResult = 1.1)]
    [TestCase(6, 1, ExpectedResult = 36.0)]
    public double The_delay_doubles_up_to_the_longest_and_jitter_adds_a_fraction(int failures, double roll) => Backoff.Delay(failures, roll).TotalSeconds;

    [Test]
    public void The_seed_of_the_system_decides_the_jitter()
    {
        var (once, again, other) = (Restarts(seed: 7), Restarts(seed: 7), Restarts(seed: 8));

        Assert.That(again, Is.EqualTo(once));
        Assert.That(other, Is.Not.EqualTo(once));
    }

    private static List<TimeSpan> Restarts(int seed)
    {
        var stage = new Stage(seed, new(Strategy.OneForOne, new(Max: 100, Within: TimeSpan.FromSeconds(1))) { Backoff = Backoff });
        var begin = stage.Time.GetUtcNow();
        List<TimeSpan> at = [];
        var actor = stage.Spawn("a", script => script.OnStarted = _ => at.Add(stage.Time.GetUtcNow() - begin));
        for (var failure = 0; failure < 3; failure++)
        {
            stage.Tell(actor, new Fail());
            stage.Advance(TimeSpan.FromSeconds(10), steps: 1000);
        }

        return at;
    }
}
