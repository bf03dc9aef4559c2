using NUnit.Framework;

namespace Nightingale.Tests.Journal.Crashes;

/// <summary>Whoever kills nodes hears why one did not come to where it was to be killed.</summary>
public sealed class CountingProcessTests
{
    [Test]
    public async Task A_node_that_ends_by_itself_is_told_of_with_its_errors()
    {
        await using var node = await CountingProcess.Start();
        await node.Count("/dev/null/data", mark: 1);

        Assert.That(node.Marked, Throws.InvalidOperationException.With.Message.Contains("There are 0 answers").And.Message.Contains("/dev/null/data"));
    }

    [Test]
    public async Task A_picture_of_a_process_has_its_state_and_its_threads() =>
        Assert.That(await ProcessPicture.Of(Environment.ProcessId), Does.Match(@"State: [RS] .*\n +[0-9]+ × .*, S, \w+, system call \d+"));
}
