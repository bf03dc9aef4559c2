using Nightingale.Tests.Journal.Backup;
using NUnit.Framework;

namespace Nightingale.Tests.Cluster;

/// <summary>A real node on a database that was restored from an older backup.</summary>
public sealed class RestoreTests
{
    [Test]
    public async Task A_node_adopts_what_the_backup_knows_and_ends_and_tells_of_what_it_does_not()
    {
        await using var server = await OwnServer.Empty();
        using var folder = new ScratchFolder();
        var start = new HostStart(Path.Combine(folder.Path, "ada"))
        {
            Verb = "node",
            Arguments = ["--cluster", Path.Combine(folder.Path, "keys"), "--database", server.ConnectionString, "--lease", "3", "--shared", folder.Path],
        };
        Assert.That((await Ran.ToItsEnd(start.Command(["cluster", "init", Path.Combine(folder.Path, "keys")]))).ExitCode, Is.Zero);
        string known, unknown, dump;
        using (var node = await HostProcess.Up(start))
        {
            known = await node.Launch("known");
            await node.Until(known, "ready");
            dump = await server.Dump();
            unknown = await node.Launch("unknown");
            await node.Until(unknown, "ready");
            Assert.That(await node.Stop(), Is.Zero, node.Output);
        }

        Assert.That(Sandboxes.Of(folder.Instance(unknown)), Is.Not.Empty, "it runs on");
        await server.Restore(dump);
        await server.RaiseEpochs();
        using var again = await HostProcess.Up(start);

        await again.Until(known, "ready");
        Assert.That((await again.Events(known)).Count(e => e.Manifest.StartsWith("instance.became-ready", StringComparison.Ordinal)), Is.EqualTo(1), "the same Jupyter, adopted");
        await Eventually.True(() => Sandboxes.Of(folder.Instance(unknown)).Count == 0, TimeSpan.FromSeconds(30));
        await Eventually.True(() => again.Output.Contains($"Instance {unknown} does not exist, but its folder does.", StringComparison.Ordinal), TimeSpan.FromSeconds(10));
        Assert.That(again.Output, Does.Contain($"Instance {unknown} does not exist, and its server ran: it is ended."));
        Assert.That(Directory.Exists(Path.Combine(folder.Instance(unknown), "home")), "somebody's work is nobody's to remove");
        Assert.That(await again.Problem(), Is.Null);
        await again.Do(known, "delete");
        await again.Until(known, "deleted");
        Assert.That(await again.Stop(), Is.Zero, again.Output);
    }
}
