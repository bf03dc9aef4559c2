using Nightingale.Bench.Probes;
using NUnit.Framework;

namespace Nightingale.Tests.Bench;

public sealed class HighestThatHoldsTests
{
    [TestCase(0, 0)]
    [TestCase(999, 0)]
    [TestCase(1000, 1000)]
    [TestCase(15_000, 15_000)]
    [TestCase(16_500, 16_000)]
    [TestCase(18_999, 18_000)]
    [TestCase(29_999, 29_000)]
    [TestCase(70_000, 60_000)]
    public async Task It_is_found_to_a_thousand(int most, int found) =>
        Assert.That(await HighestThatHolds.Find([1000, 5000, 10_000, 15_000, 19_000, 30_000, 60_000], 1000, count => Task.FromResult(count <= most)), Is.EqualTo(found));

    [Test]
    public async Task Between_the_last_that_held_and_the_first_that_did_not_halves_are_tried()
    {
        List<int> tried = [];
        await HighestThatHolds.Find([15_000, 19_000, 30_000], 1000, count =>
        {
            tried.Add(count);
            return Task.FromResult(count <= 17_500);
        });

        Assert.That(tried, Is.EqualTo([15_000, 19_000, 17_000, 18_000]));
    }
}
