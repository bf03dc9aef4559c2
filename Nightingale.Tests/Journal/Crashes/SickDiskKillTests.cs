using Nightingale.Tests.Entities;

using NUnit.Framework;

using DiskInNamespace = Nightingale.Tests.Cluster.SmallDisk;

namespace Nightingale.Tests.Journal.Crashes;

/// <summary>kill -9 at random moments around those in which the disk fills up or gives errors: before, while and after it does.</summary>
public sealed class SickDiskKillTests
{
    private const int Seed = 20260302;
    private const int Lanes = 2;
    private const int FoldersALane = 10;
    private const int KillsAFolder = 10;

    [Test]
    public Task Killed_200_times_on_a_disk_that_fills_up_nothing_acknowledged_is_lost_and_the_journal_is_whole() => KilledOn(FillingDisk.Make);

    [Test]
    public Task Killed_200_times_on_a_disk_that_gives_errors_nothing_acknowledged_is_lost_and_the_journal_is_whole() => KilledOn(ErringDisk.Make);

    [Test]
    public async Task Control_a_node_that_acknowledges_before_it_stores_loses_what_a_full_disk_refused()
    {
        using var folder = new TemporaryFolder();
        using var disk = await DiskInNamespace.Mount(folder.Path, mebibytes: 16);
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

    private static async Task KilledOn(Func<Task<ISickDisk>> make)
    {
        var lanes = await Task.WhenAll(Enumerable.Range(0, Lanes).Select(lane => Lane(make, new Random(Seed + lane))));

        var (done, refused) = (lanes.Sum(lane => lane.Done), lanes.Sum(lane => lane.Refused));
        await TestContext.Out.WriteLineAsync($"{done} commands were acknowledged, {refused} were not.");
        Assert.That(done, Is.GreaterThan(20 * Lanes * FoldersALane * KillsAFolder), "there was load");
        Assert.That(refused, Is.GreaterThan(Lanes * FoldersALane * KillsAFolder), "the disk was sick");
    }

    private static async Task<(int Done, int Refused)> Lane(Func<Task<ISickDisk>> make, Random random)
    {
        var (done, refused) = (0, 0);
        using var disk = await make();
        var next = disk.Start();
        try
        {
            for (var round = 0; round < FoldersALane; round++)
            {
                Directory.CreateDirectory(disk.Seen("data"));
                var answers = new List<Answer>();
                for (var kill = 0; kill < KillsAFolder; kill++)
                {
                    await using var node = await next;
                    next = disk.Start(); // It gets ready while this one lives.
                    answers.AddRange(await CountUntilKilled(node, disk, random));
                    await IsWhole(disk.Seen("data"), answers);
                    disk.Heal();
                }

                await IsServed(disk.Seen("data"));
                Directory.Delete(disk.Seen("data"), recursive: true);
                (done, refused) = (done + answers.Count(IsDone), refused + answers.Count(answer => !IsDone(answer)));
            }
        }
        finally
        {
            await (await next).DisposeAsync();
        }

        return (done, refused);
    }

    private static async Task<IReadOnlyList<Answer>> CountUntilKilled(CountingProcess node, ISickDisk disk, Random random)
    {
        await node.Count(disk.Path("data"), mark: random.Next(1, 150));
        await node.Marked();
        await disk.FallSick(random);
        await RefusesSome(node, random);
        if (random.Next(3) == 0) await GoesOn(node, disk.Heal);
        return await node.Kill();
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
