using Nightingale.Tests.Provisioning;
using NUnit.Framework;

namespace Nightingale.Tests.Cluster;

/// <summary>Ctrl-C and SIGTERM of a node that runs an instance.</summary>
public sealed class SignalTests
{
    // 128 and the signal's number, as shells count it.
    private const int Interrupted = 130;

    [Test]
    public async Task An_interrupt_and_a_termination_both_end_it_in_order_while_the_instance_runs_on()
    {
        using var folder = new ScratchFolder();
        string? id = null;
        foreach (var signal in new[] { "INT", "TERM" })
        {
            using var host = await HostProcess.Up(folder.Path);
            id ??= await host.Launch("left-running");
            var ready = await host.Until(id, "ready");
            Assert.That(ready["generation"]!.GetValue<int>(), Is.EqualTo(1));

            await host.Signal(signal);
            Assert.That(await host.Ended(TimeSpan.FromSeconds(10)), Is.Zero, host.Output);
            Assert.That(host.Output, Does.EndWith("Nightingale has shut down."));
            Assert.That(Sandboxes.Of(folder.Instance(id)), Is.Not.Empty);
        }
    }

    [Test]
    public async Task A_second_interrupt_ends_a_slow_shutdown_at_once_and_the_next_node_puts_all_right()
    {
        using var folder = new ScratchFolder();
        using var programs = new TestModules();
        await programs.Terraform($"""
            if [ "$1" != apply ]; then exec {Programs.Find("terraform")} "$@"; fi
            trap '' INT
            : >'{programs.Folder}/begun'
            exec sleep 300
            """);
        string id;
        using (var host = await HostProcess.Up(folder.Path, new Dictionary<string, string?>(StringComparer.Ordinal) { ["PATH"] = $"{programs.Folder}:{Environment.GetEnvironmentVariable("PATH")}" }))
        {
            id = await host.Launch("interrupted");
            await Eventually.True(() => File.Exists(Path.Combine(programs.Folder, "begun")), TimeSpan.FromSeconds(30));

            await host.Signal("INT");
            await Eventually.True(() => host.Output.Contains("A second signal ends it at once.", StringComparison.Ordinal), TimeSpan.FromSeconds(10));
            Assert.That(async () => await host.Ended(TimeSpan.FromSeconds(1)), Throws.InstanceOf<TimeoutException>(), "the control: the first one waits for Terraform");
            await host.Signal("INT");
            Assert.That(await host.Ended(TimeSpan.FromSeconds(5)), Is.EqualTo(Interrupted));
        }

        using (var host = await HostProcess.Up(folder.Path))
        {
            await host.Until(id, "ready");
            await host.Do(id, "delete");
            await host.Until(id, "deleted");
            Assert.That(await host.Problem(), Is.Null);
            Assert.That(await host.Stop(), Is.Zero, host.Output);
        }

        Assert.That(Sandboxes.Of(folder.Path), Is.Empty);
    }
}
