using Nightingale.Tests.Entities;

using NUnit.Framework;

using DiskInNamespace = Nightingale.Tests.Cluster.SmallDisk;

namespace Nightingale.Tests.Journal.Crashes;

/// <summary>kill -9 at random moments around those in which the disk fills up or gives errors: before, while and after it does.</summary>
public sealed class SickDiskKillTests
{
    private const int Seed = 20260302;
    private const int Kills = 20;
    private const int Mebibytes = 16;
    private static readonly string[] Faults = ["write EIO", "write ENOSPC", "commit EIO", "fsync EIO", "fsync ENOSPC"];

    [Test]
    public async Task Killed_20_times_on_a_disk_that_fills_up_nothing_acknowledged_is_lost_and_the_journal_is_whole()
    {
        var random = new Random(Seed);
        using var folder = new TemporaryFolder();
        using var disk = await DiskInNamespace.Mount(folder.Path, Mebibytes);
        Directory.CreateDirectory(disk.Seen("data"));
        var answers = new List<Answer>();
        for (var kill = 0; kill < Kills; kill++)
        {
            await using var node = await CountingProcess.Start(through: disk.Through);
            await node.Count(folder.File("data"), mark: random.Next(1, 150));
            await node.Marked();
            disk.Fill(kibibytes: random.Next(64) * 4);
            await RefusesSome(node, random);
            if (random.Next(3) == 0) await GoesOn(node, disk.Free);
            answers.AddRange(await node.Kill());
            await IsWhole(disk.Seen("data"), answers);
            disk.Free();
        }

        await HadBoth(answers);
        await IsServed(disk.Seen("data"));
    }

    [Test]
    public async Task Killed_20_times_on_a_disk_that_gives_errors_nothing_acknowledged_is_lost_and_the_journal_is_whole()
    {
        var random = new Random(Seed);
        using var disk = await FailingDisk.Make();
        using var folder = new TemporaryFolder();
        var answers = new List<Answer>();
        for (var kill = 0; kill < Kills; kill++)
        {
            await using var node = await CountingProcess.Start(environment: disk.Environment);
            await node.Count(folder.Path, mark: random.Next(1, 150));
            await node.Marked();
            await disk.Fail(Faults[random.Next(Faults.Length)]);
            await RefusesSome(node, random);
            if (random.Next(3) == 0) await GoesOn(node, disk.Heal);
            answers.AddRange(await node.Kill());
            await IsWhole(folder.Path, answers);
            disk.Heal();
        }

        await HadBoth(answers);
        await IsServed(folder.Path);
    }

    [Test]
    public async Task Control_a_node_that_acknowledges_before_it_stores_loses_what_a_full_disk_refused()
    {
        using var folder = new TemporaryFolder();
        using var disk = await DiskInNamespace.Mount(folder.Path, Mebibytes);
        Directory.CreateDirectory(disk.Seen("data"));
        await using var node = await CountingProcess.Start(beforehand: true, through: disk.Through);
        await node.Count(folder.File("data"), mark: 100);
        await node.Marked();
        disk.Fill();
        await node.More(8, IsDone);
        var answers = await node.Kill();

        using var copy = Copy(disk.Seen("data"));
        Assert.That((await StoredCommands.In(copy)).Lost(answers), Is.Not.Empty);
    }

    // One in four is killed while the first error is on its way, the others while callers hear of it.
    private static Task RefusesSome(CountingProcess node, Random random) =>
        random.Next(4) == 0 ? Task.CompletedTask : node.More(random.Next(1, 12), answer => !IsDone(answer));

    private static async Task GoesOn(CountingProcess node, Action heal)
    {
        heal();
        await node.More(5, IsDone);
    }

    private static async Task IsWhole(string data, List<Answer> answers)
    {
        using var copy = Copy(data);
        var stored = await StoredCommands.In(copy);
        Assert.That(stored.Lost(answers), Is.Empty);
        Assert.That(stored.Among(answers.Where(answer => answer.Outcome == Answer.Failed)), Is.Empty, "what was told to have failed is not there");
    }

    private static async Task IsServed(string data)
    {
        using var copy = Copy(data);
        var stored = await StoredCommands.In(copy);
        await using var journal = copy.Open();
        await using var node = await CounterNode.Start(journal, copy.Time, epoch: journal.Epoch);
        await stored.AreServedBy(node);
    }

    private static async Task HadBoth(List<Answer> answers)
    {
        var done = answers.Count(IsDone);
        await TestContext.Out.WriteLineAsync($"{done} commands were acknowledged, {answers.Count - done} were not.");
        Assert.That(done, Is.GreaterThan(20 * Kills), "there was load");
        Assert.That(answers.Count - done, Is.GreaterThan(Kills), "the disk was sick");
    }

    // SQLite follows links to a disk of another namespace to where it is not: it reads a copy.
    private static JournalFolder Copy(string data)
    {
        var copy = new JournalFolder();
        foreach (var file in Directory.EnumerateFiles(data, "*", SearchOption.AllDirectories))
        {
            var to = Path.Combine(copy.Path, Path.GetRelativePath(data, file));
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(file, to);
        }

        return copy;
    }

    private static bool IsDone(Answer answer) => answer.Outcome == Answer.Done;
}
