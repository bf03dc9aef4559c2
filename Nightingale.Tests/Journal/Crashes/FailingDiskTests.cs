using Nightingale.Tests.Entities;

using NUnit.Framework;

namespace Nightingale.Tests.Journal.Crashes;

/// <summary>The disk fails under a node and heals again, and the node is killed while it fails.</summary>
public sealed class FailingDiskTests
{
    private const int Rounds = 2;

    [TestCase("write EIO")]
    [TestCase("write ENOSPC")]
    [TestCase("commit EIO")]
    [TestCase("fsync EIO")]
    [TestCase("fsync ENOSPC")]
    public async Task Callers_get_errors_the_journal_stays_whole_and_everything_acknowledged_is_served_again(string fault)
    {
        using var disk = await FailingDisk.Make();
        using var folder = new JournalFolder();
        await using var node = await CountingProcess.Start(environment: disk.Environment);
        await node.Count(folder.Path);
        for (var round = 0; round < Rounds; round++)
        {
            await node.More(100, IsDone);
            await disk.Fail(fault);
            await node.More(8, IsNoMore);
            var acknowledged = node.Answers(IsDone);
            await node.More(4, IsNoMore);
            Assert.That(node.Answers(IsDone), Is.EqualTo(acknowledged), "nothing is acknowledged while the disk fails");
            disk.Heal();
        }

        await node.More(100, IsDone);
        await disk.Fail(fault);
        await node.More(4, IsNoMore);
        var answers = await node.Kill();

        var stored = await StoredCommands.In(folder);
        Assert.That(stored.Lost(answers), Is.Empty);
        Assert.That(stored.Among(answers.Where(answer => answer.Outcome == Answer.Failed)), Is.Empty, "what was told to have failed is not there");
        await using var journal = folder.Open();
        await using var next = await CounterNode.Start(journal, folder.Time, epoch: journal.Epoch);
        await stored.AreServedBy(next);
        Assert.That(await next.Add("0", 1), Is.InstanceOf<Actors.Entities.EntityReply<CounterState>.Done>());
    }

    [Test]
    public async Task Control_a_node_that_acknowledges_before_it_stores_loses_what_the_disk_refused()
    {
        using var disk = await FailingDisk.Make();
        using var folder = new JournalFolder();
        await using var node = await CountingProcess.Start(beforehand: true, disk.Environment);
        await node.Count(folder.Path, mark: 100);
        await node.Marked();
        await disk.Fail("write EIO");
        await node.More(8, IsDone);
        var answers = await node.Kill();

        Assert.That((await StoredCommands.In(folder)).Lost(answers), Is.Not.Empty);
    }

    private static bool IsDone(Answer answer) => answer.Outcome == Answer.Done;

    private static bool IsNoMore(Answer answer) => !IsDone(answer);
}
