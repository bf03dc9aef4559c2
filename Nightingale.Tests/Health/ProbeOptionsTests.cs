using Nightingale.Actors.Health;
using NUnit.Framework;

namespace Nightingale.Tests.Health;

public sealed class ProbeOptionsTests
{
    [Test]
    public void The_defaults_hold() => Assert.That(new ProbeOptions().Problems(), Is.Empty);

    [Test]
    public void Every_problem_is_told_with_its_key()
    {
        var options = new ProbeOptions
        {
            Interval = TimeSpan.FromMilliseconds(50),
            Timeout = TimeSpan.Zero,
            EagerInterval = TimeSpan.Zero,
            Misses = 0,
            ActivityEvery = TimeSpan.Zero,
            KernelsEvery = TimeSpan.Zero,
        };
        string[] keys = ["Interval", "Timeout", "EagerInterval", "Misses", "ActivityEvery", "KernelsEvery"];
        Assert.That(options.Problems().Select(problem => problem.Split(' ')[0]), Is.EqualTo(keys.Select(key => $"Health:{key}")));
    }
}
