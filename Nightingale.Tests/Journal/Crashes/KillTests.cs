using Nightingale.Tests.Entities;

using NUnit.Framework;

namespace Nightingale.Tests.Journal.Crashes;

/// <summary>kill -9 of a node under load at random moments, also while it starts on what the last kill left.</summary>
public sealed class KillTests
{
    private const int Seed = 20260301;
    private const int Lanes = 2;
    private const int FoldersALane = 10;
    private const int KillsAFolder = 10;

    [Test]
    public async Task Killed_200_times_under_load_nothing_acknowledged_is_lost_and_the_journal_is_whole()
    {
        var lanes = await Task.WhenAll(Enumerable.Range(0, Lanes).Select(lane => Lane(new Random(Seed + lane))));

        var (acknowledged, stored) = (lanes.Sum(lane => lane.Acknowledged), lanes.Sum(lane => lane.Stored));
        await TestContext.Out.WriteLineAsync($"{acknowledged} commands were acknowledged, {stored} are stored.");
        Assert.That(acknowledged, Is.GreaterThan(20 * Lanes * FoldersALane * KillsAFolder), "there was load");
        Assert.That(stored, Is.GreaterThan(acknowledged), "kills met commands between their commit and their answer");
    }

    [Test]
    public async Task Control_a_node_that_acknowledges_before_it_stores_loses_commands()
    {
        var lost = 0;
        var random = new Random(Seed);
        for (var kill = 0; kill < 5; kill++)
        {
            using var folder = new JournalFolder();
            await using var node = await CountingProcess.Start(beforehand: true);
            await node.Count(folder.Path, mark: random.Next(100, 200));
            await node.Marked();
            var answers = await node.Kill();
            lost += (await StoredCommands.In(folder)).Lost(answers).Count();
        }

        Assert.That(lost, Is.Positive);
    }

    private static async Task<(int Acknowledged, int Stored)> Lane(Random random)
    {
        var (acknowledged, kept) = (0, 0);
        var next = CountingProcess.Start();
        try
        {
            for (var round = 0; round < FoldersALane; round++)
            {
                using var folder = new JournalFolder();
                await using (folder.Open()) { }
                var answers = new List<Answer>();
                for (var kill = 0; kill < KillsAFolder; kill++)
                {
                    await using var node = await next;
                    next = CountingProcess.Start(); // It gets ready while this one lives.
                    answers.AddRange(await CountUntilKilled(node, folder, random));
                    Assert.That((await StoredCommands.In(folder)).Lost(answers), Is.Empty);
                }

                var stored = await StoredCommands.In(folder);
                await IsServed(folder, stored);
                acknowledged += answers.Count;
                kept += stored.Count;
            }
        }
        finally
        {
            await (await next).DisposeAsync();
        }

        return (acknowledged, kept);
    }

    // One in five soon after it began to open the journal, the others at an answer and some moments after it.
    private static async Task<IReadOnlyList<Answer>> CountUntilKilled(CountingProcess node, JournalFolder folder, Random random)
    {
        if (random.Next(5) == 0)
        {
            await node.Count(folder.Path);
            await Moment(random.Next(0, 20));
        }
        else
        {
            await node.Count(folder.Path, mark: random.Next(1, 150));
            await node.Marked();
            Thread.SpinWait(random.Next(0, 100_000));
        }

        return await node.Kill();
    }

    private static async Task IsServed(JournalFolder folder, StoredCommands stored)
    {
        await using var journal = folder.Open();
        await using var node = await CounterNode.Start(journal, folder.Time, epoch: journal.Epoch);
        await stored.AreServedBy(node);
    }

    /// <summary>The moment of the kill is what the test draws; nothing is waited for.</summary>
    private static async Task Moment(int milliseconds)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(milliseconds + 1));
        await timer.WaitForNextTickAsync();
    }
}
