using NUnit.Framework;

namespace Nightingale.Tests.Cluster;

/// <summary>What scripts go by: the exit codes of the real program.</summary>
public sealed class ExitCodeTests
{
    [TestCase(0, "--help")]
    [TestCase(0, "up", "--help")]
    [TestCase(0, "--version")]
    [TestCase(1, "instance", "list", "--data", "/nonexistent")]
    [TestCase(2)]
    [TestCase(2, "frobnicate")]
    [TestCase(2, "up", "--port", "eighty")]
    [TestCase(2, "up", "--nonsense")]
    public async Task Done_failed_and_misused_are_0_1_and_2(int exit, params string[] arguments)
    {
        var ran = await Ran.ToItsEnd(new HostStart("/nonexistent").Command(arguments));
        Assert.That(ran.ExitCode, Is.EqualTo(exit), ran.Error);
        Assert.That(exit == 0 ? ran.Error : ran.Output, Is.Empty);
    }
}
