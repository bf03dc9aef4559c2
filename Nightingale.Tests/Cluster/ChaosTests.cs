using Nightingale.Bench.Chaos;
using Nightingale.Bench.Chaos.Faults;
using NUnit.Framework;

namespace Nightingale.Tests.Cluster;

/// <summary>A short run of <c>nightingale bench chaos</c>: real nodes and a real PostgreSQL in namespaces of their own, under load, while faults befall them.</summary>
[Parallelizable(ParallelScope.Self)] // Beside others that wait for processes of their own.
public sealed class ChaosTests
{
    private const int Seed = 20260301;

    [Test]
    public async Task Under_faults_nothing_is_lost_doubled_unexplained_stuck_or_orphaned()
    {
        var outcome = await ChaosRun.Make(new() { Seed = Seed, Lasts = TimeSpan.FromSeconds(40) }, Deck.Short, TestContext.Progress.WriteLine, CancellationToken.None);
        Assert.That(outcome.Findings.Select(finding => $"{finding.Kind}: {finding.What}"), Is.Empty);
        Assert.That(outcome.Faults, Has.Count.GreaterThan(2));
        Assert.That(outcome.Acknowledged, Is.GreaterThan(100));
        Assert.That(outcome.TerraformProcesses, Is.Positive);
    }

    [Test]
    public async Task Control_without_the_fence_the_same_load_is_stored_twice_or_lost()
    {
        var outcome = await ChaosBenchmark.Control(Seed, CancellationToken.None);
        Assert.That(ChaosBenchmark.Harm(outcome), Is.Positive);
    }
}
