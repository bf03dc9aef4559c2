using NUnit.Framework;

namespace Nightingale.Tests.Cluster;

/// <summary>The host dies; what it launched lives on and is found again.</summary>
[Parallelizable(ParallelScope.Self)] // Beside others that wait for processes of their own.
public sealed class AdoptionTests
{
    [Test]
    public async Task After_kill_9_of_the_host_the_same_Jupyter_is_adopted_and_metered_without_gap_or_overlap()
    {
        using var folder = new ScratchFolder();
        string id;
        DateTimeOffset started;
        using (var host = await HostProcess.Up(folder.Path))
        {
            id = await host.Launch("adopted");
            await host.Until(id, "ready");
            started = (await host.State(id))["serverStartedAt"]!.GetValue<DateTimeOffset>();
            await host.Kill();
        }

        Assert.That(Sandboxes.Of(folder.Instance(id)), Is.Not.Empty, "the instance must survive its host");

        using (var host = await HostProcess.Up(folder.Path))
        {
            var again = await host.Until(id, "ready");
            Assert.That((await host.State(id))["serverStartedAt"]!.GetValue<DateTimeOffset>(), Is.EqualTo(started));
            Assert.That(again["generation"]!.GetValue<int>(), Is.EqualTo(1));
            await Meters.CrossAMinute(host, id);
            await host.Do(id, "stop");
            await host.Until(id, "stopped");
            await Meters.AreWhole(host, id);
            await host.Do(id, "delete");
            await host.Until(id, "deleted");
            Assert.That(await host.Problem(), Is.Null);
            Assert.That(await host.Stop(), Is.Zero, host.Output);
        }

        Assert.That(Sandboxes.Of(folder.Path), Is.Empty);
    }

    [Test]
    public async Task A_coordinated_shutdown_leaves_instances_running_and_the_next_up_adopts_them()
    {
        using var folder = new ScratchFolder();
        string id;
        using (var host = await HostProcess.Up(folder.Path))
        {
            id = await host.Launch("left-running");
            await host.Until(id, "ready");
            Assert.That(await host.Stop(), Is.Zero, host.Output);
        }

        Assert.That(Sandboxes.Of(folder.Instance(id)), Is.Not.Empty);

        using (var host = await HostProcess.Up(folder.Path))
        {
            var again = await host.Until(id, "ready");
            Assert.That(again["generation"]!.GetValue<int>(), Is.EqualTo(1));
            await host.Do(id, "delete");
            await host.Until(id, "deleted");
        }
    }

    [Test]
    public async Task A_Jupyter_that_died_while_no_host_ran_is_found_lost_and_replaced()
    {
        using var folder = new ScratchFolder();
        string id;
        using (var host = await HostProcess.Up(folder.Path))
        {
            id = await host.Launch("died-alone");
            await host.Until(id, "ready");
            await host.Kill();
        }

        Sandboxes.KillJupyter(folder.Instance(id));
        using (var host = await HostProcess.Up(folder.Path))
        {
            await Eventually.True(async () => (await host.Show(id)) is var shown && shown["generation"]!.GetValue<int>() == 2 && shown["phase"]!.GetValue<string>() == "ready", TimeSpan.FromSeconds(60));
            await host.Do(id, "delete");
            await host.Until(id, "deleted");
        }
    }
}
