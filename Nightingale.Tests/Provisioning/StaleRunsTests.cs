using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Nightingale.Actors.Instances;
using Nightingale.Actors.Provisioning;
using NUnit.Framework;

namespace Nightingale.Tests.Provisioning;

public sealed class StaleRunsTests
{
    private static readonly InstanceId Id = new(new Guid("0193a5a0-0000-7000-8000-00000000000b"));
    private static readonly InstanceId Other = new(new Guid("0193a5a0-0000-7000-8000-00000000000c"));

    [Test]
    public async Task Runs_of_a_killed_node_end_and_instances_live_on()
    {
        using var slow = await new TestModules().Local("scripts/token.sh", "set -eu", "sleep 600 & wait");
        await using var node = await ProvisioningNode.Start();
        await node.Apply(ProvisioningNode.Work(Id, 1));
        using var jupyter = node.Jupyter(Id);
        var started = await jupyter.Started();
        await using var killed = await node.Restart(slow);
        var run = killed.Run(ProvisioningNode.Work(Other, 1));
        await killed.Said("terraform_data.server[0]: Creating...");
        using var stranger = await Stranger(node.Options.DataFolder + "-another");

        var ended = await Stale(node).End();

        Assert.That(ended, Is.Positive);
        Assert.That(await run, Is.TypeOf<RunOutcome.Failed>());
        Assert.That(await Stale(node).End(), Is.Zero);
        Assert.That(await jupyter.Started(), Is.EqualTo(started), "the instance that runs was left alone");
        Assert.That(stranger.HasExited, Is.False, "so was the run of another data folder");
        stranger.Kill();
        await stranger.WaitForExitAsync();
    }

    [Test]
    public async Task Control_without_it_the_run_goes_on()
    {
        using var slow = await new TestModules().Local("scripts/token.sh", "set -eu", "sleep 600 & wait");
        await using var node = await ProvisioningNode.Start(slow.Use);
        var run = node.Run(ProvisioningNode.Work(Id, 1));
        await node.Said("terraform_data.server[0]: Creating...");

        await using var next = await node.Restart();

        Assert.That(await node.Processes(), Is.Not.Empty);
        Assert.That(run.IsCompleted, Is.False);
        await Stale(node).End();
        await run;
    }

    private static StaleRuns Stale(ProvisioningNode node) => new(node.Options, TimeProvider.System, NullLogger<StaleRuns>.Instance);

    private static async Task<Process> Stranger(string dataFolder)
    {
        var info = new ProcessStartInfo("/bin/sh", ["-c", "echo up; exec sleep 600"]) { UseShellExecute = false, RedirectStandardOutput = true };
        info.Environment[Terraform.Marker] = dataFolder;
        var stranger = Process.Start(info)!;
        await stranger.StandardOutput.ReadLineAsync();
        return stranger;
    }
}
