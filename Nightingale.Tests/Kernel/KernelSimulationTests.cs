using NUnit.Framework;

namespace Nightingale.Tests.Kernel;

/// <summary>Random lives of a small tree. A seed stands for what happens and for the interleaving; whatever happens, the kernel's promises hold.</summary>
[Category("Deterministic")]
public sealed class KernelSimulationTests
{
    private const int Seeds = 400;

    [Test]
    public void Whatever_happens_incarnations_never_overlap_nothing_is_lost_and_everything_that_ends_comes_to_its_end()
    {
        for (var seed = 0; seed < Seeds; seed++)
        {
            var tree = new RandomTree(seed);
            tree.Live();
            Assert.That(tree.Broken, Is.Empty, $"seed {seed}");
        }
    }

    [Test]
    public void Equal_seeds_live_equal_lives()
    {
        var (once, again) = (new RandomTree(42), new RandomTree(42));
        once.Live();
        again.Live();

        Assert.That(once.History, Is.Not.Empty);
        Assert.That(again.History, Is.EqualTo(once.History));
    }
}
