using NUnit.Framework;

namespace Nightingale.Tests.Cluster;

/// <summary>kill -9 of the host while Terraform runs: every instance ends as its journal says, and no sandbox is left over.</summary>
[Parallelizable(ParallelScope.Self)] // Beside others that wait for processes of their own.
public sealed class CrashTests
{
    private const int Rounds = 20;
    private const int MostRounds = 2 * Rounds;
    private const int Seed = 20260301;

    [Test]
    public async Task Killed_during_apply_at_random_moments_every_instance_becomes_ready_once()
    {
        using var folder = new ScratchFolder();
        var random = new Random(Seed);
        var ids = new List<string>();
        var hits = 0;
        // A moment may fall behind the end of a run that was quick: then more are drawn, until as many fell within one as must.
        for (var round = 0; round < Rounds || (hits <= Rounds / 2 && round < MostRounds); round++)
        {
            using var host = await HostProcess.Up(folder.Path);
            ids.Add(await host.Launch($"round-{round}"));
            await Moment(folder, random.Next(0, 300));
            if (await TerraformRuns.Any(folder.Path)) hits++;
            await host.Kill();
        }

        Assert.That(hits, Is.GreaterThan(Rounds / 2), "most kills must fall while Terraform runs");

        using (var host = await HostProcess.Up(folder.Path))
        {
            foreach (var id in ids)
            {
                await host.Until(id, "ready");
                Assert.That(Sandboxes.Of(folder.Instance(id)), Has.Count.EqualTo(SandboxProcesses), $"one sandbox for {id}");
            }

            foreach (var id in ids) await host.Do(id, "delete");
            foreach (var id in ids) await host.Until(id, "deleted");
            Assert.That(Sandboxes.Of(folder.Path), Is.Empty);
            Assert.That(await host.Problem(), Is.Null);
        }
    }

    [Test]
    public async Task Killed_during_destroy_at_random_moments_every_instance_is_destroyed()
    {
        using var folder = new ScratchFolder();
        var random = new Random(Seed + 1);
        var ids = new List<string>();
        using (var host = await HostProcess.Up(folder.Path))
        {
            for (var round = 0; round < Rounds; round++) ids.Add(await host.Launch($"round-{round}"));
            foreach (var id in ids) await host.Until(id, "ready");
            await host.Kill();
        }

        var hits = 0;
        foreach (var id in ids)
        {
            using var host = await HostProcess.Up(folder.Path);
            await host.Do(id, "delete");
            await Moment(folder, random.Next(0, 120));
            if (await TerraformRuns.Any(folder.Path)) hits++;
            await host.Kill();
        }

        Assert.That(hits, Is.GreaterThan(Rounds / 2), "most kills must fall while Terraform runs");

        using (var host = await HostProcess.Up(folder.Path))
        {
            foreach (var id in ids) await host.Until(id, "deleted");
            Assert.That(Sandboxes.Of(folder.Path), Is.Empty);
            Assert.That(Directory.Exists(folder.Instance(ids[0])), Is.False, "the home is gone with the instance");
            Assert.That(await host.Problem(), Is.Null);
        }
    }

    /// <summary>bubblewrap outside, and its child that is process 1 inside.</summary>
    private const int SandboxProcesses = 2;

    /// <summary>The moment of the kill is what the test draws, from when Terraform begins; nothing is waited for.</summary>
    private static async Task Moment(ScratchFolder folder, int milliseconds)
    {
        await Eventually.True(() => TerraformRuns.Any(folder.Path), TimeSpan.FromSeconds(10));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(milliseconds + 1));
        await timer.WaitForNextTickAsync();
    }
}
