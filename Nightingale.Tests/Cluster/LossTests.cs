using System.Diagnostics;
using NUnit.Framework;

namespace Nightingale.Tests.Cluster;

/// <summary>kill -9 of Jupyter itself.</summary>
public sealed class LossTests
{
    [Test]
    public async Task A_killed_Jupyter_is_noticed_within_four_seconds_and_restarted_and_the_third_loss_quarantines()
    {
        using var folder = new ScratchFolder();
        using var host = await HostProcess.Up(folder.Path);
        var id = await host.Launch("fragile");
        await host.Until(id, "ready");

        for (var loss = 1; loss <= 2; loss++)
        {
            Sandboxes.KillJupyter(folder.Instance(id));
            var clock = Stopwatch.StartNew();
            await Eventually.True(async () => (await host.Show(id))["generation"]!.GetValue<int>() == loss + 1, TimeSpan.FromSeconds(10));
            Assert.That(clock.Elapsed, Is.LessThan(TimeSpan.FromSeconds(4)), "noticed");
            await host.Until(id, "ready");
        }

        Sandboxes.KillJupyter(folder.Instance(id));
        var quarantined = await host.Until(id, "quarantined");
        Assert.That(quarantined["reason"]!.GetValue<string>(), Does.Contain("3 times").And.Contain("Release"));
        await Eventually.True(() => Sandboxes.Of(folder.Instance(id)).Count == 0, TimeSpan.FromSeconds(30));

        await host.Do(id, "release");
        await host.Until(id, "ready");
        await host.Do(id, "delete");
        await host.Until(id, "deleted");
        Assert.That(await host.Problem(), Is.Null);
    }
}
