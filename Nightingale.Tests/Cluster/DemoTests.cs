using System.Diagnostics;
using NUnit.Framework;

namespace Nightingale.Tests.Cluster;

/// <summary>The newcomer's first command, as a process of its own.</summary>
public sealed class DemoTests
{
    [Test]
    public async Task It_lives_a_whole_life_and_leaves_nothing()
    {
        using var temporary = new ScratchFolder();
        var ran = await Ran.ToItsEnd(Demo(temporary));
        Assert.That(ran.ExitCode, Is.Zero, ran.Output + ran.Error);
        Assert.That(ran.Output, Does.Contain("\n  42\n").And.Contain("The journal is intact").And.Contain("SECONDS"));
        LeftNothing(temporary);
    }

    [TestCase("provisioning")]
    [TestCase("ready")]
    public async Task Interrupted_it_takes_its_instance_along(string when)
    {
        using var temporary = new ScratchFolder();
        using var demo = Process.Start(Demo(temporary))!;
        try
        {
            while (await demo.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60)) is { } line && line.Trim() != when)
            {
                // Not yet.
            }

            using (var kill = Process.Start("kill", ["-INT", $"{demo.Id}"])) await kill.WaitForExitAsync();
            var (output, error) = (demo.StandardOutput.ReadToEndAsync(), demo.StandardError.ReadToEndAsync());
            await demo.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
            Assert.That(demo.ExitCode, Is.EqualTo(1), await output + await error);
        }
        finally
        {
            if (!demo.HasExited) demo.Kill();
        }

        LeftNothing(temporary);
    }

    private static ProcessStartInfo Demo(ScratchFolder temporary)
    {
        var start = new HostStart(temporary.Path).Command(["demo"]);
        start.Environment["TMPDIR"] = temporary.Path;
        return start;
    }

    private static void LeftNothing(ScratchFolder temporary)
    {
        Assert.That(Sandboxes.Of(temporary.Path), Is.Empty);
        Assert.That(Directory.EnumerateDirectories(temporary.Path, "nightingale-demo-*"), Is.Empty);
    }
}
