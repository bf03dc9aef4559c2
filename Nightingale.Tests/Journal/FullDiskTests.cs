using System.Diagnostics;

using Nightingale.Actors.Journal;

using NUnit.Framework;

namespace Nightingale.Tests.Journal;

public sealed class FullDiskTests
{
    private static readonly NewEvent Big = new(Appends.At, "thing.big.v1", new byte[100_000]);

    [Test]
    public async Task A_full_disk_fails_appends_loses_nothing_and_is_forgotten_when_there_is_room()
    {
        using var folder = new JournalFolder();
        await using var disk = await SmallDisk.Mount(folder.Path, mebibytes: 4);
        await using (var journal = folder.Open())
        {
            await disk.Limit(journal, mebibytes: 4);
            var version = 0L;
            Assert.That(await FillUp(), Is.InstanceOf<AppendFailedException>().With.Message.Contains("disk is full"));
            Assert.That(await journal.HighestSequenceNr("a"), Is.EqualTo(version));

            await disk.Limit(journal, mebibytes: 40);
            Assert.That((await Append()).SequenceNr, Is.EqualTo(version + 1));
            Assert.That((await journal.Read("a").All()).Count, Is.EqualTo(version + 1));

            async Task<Exception?> FillUp()
            {
                for (; version < 1000; version++)
                    try
                    {
                        await Append();
                    }
                    catch (JournalException full)
                    {
                        return full;
                    }

                return null;
            }

            async Task<StoredEvent> Append() => (await journal.Append(Appends.To("a", version, epoch: journal.Epoch) with { Events = [Big] }))[0];
        }

        Assert.That((await folder.Verify()).Problems, Is.Empty);
    }

    [Test]
    public async Task What_does_not_fit_harms_nothing_that_came_with_it()
    {
        using var folder = new JournalFolder();
        using var gathered = new ManualResetEventSlim();
        await using var journal = folder.Open();
        await journal.Ask(store =>
        {
            var pages = Statement.Number(store.Connection, "PRAGMA page_count");
            Statement.Run(store.Connection, $"PRAGMA max_page_count = {pages + 10}");
            return true;
        });
        var held = journal.Ask(_ => gathered.Wait(TimeSpan.FromSeconds(30)));
        var small = journal.Append(Appends.To("small/1", 0, epoch: journal.Epoch));
        var big = journal.Append(Appends.To("big", 0, epoch: journal.Epoch) with { Events = [Big] });
        var other = journal.Append(Appends.To("small/2", 0, epoch: journal.Epoch));
        gathered.Set();

        Assert.That(await held, Is.True);
        Assert.That(async () => await big, Throws.InstanceOf<AppendFailedException>());
        Assert.That(new[] { (await small)[0].Ordinal, (await other)[0].Ordinal }, Is.EqualTo(new[] { 1L, 2L }));
    }

    /// <summary>
    /// A small disk for a folder. Where this machine lets nobody mount one, the journal's database may only grow to a size instead: SQLite then meets
    /// the same error at the same place.
    /// </summary>
    private sealed class SmallDisk : IAsyncDisposable
    {
        private const int PageBytes = 4096;
        private readonly string _path;
        private readonly bool _mounted;

        private SmallDisk(string path, bool mounted) => (_path, _mounted) = (path, mounted);

        public static async Task<SmallDisk> Mount(string path, int mebibytes) =>
            new(path, await Run("mount", "-t", "tmpfs", "-o", $"size={mebibytes}m", "tmpfs", path) == 0);

        public async Task Limit(SqliteJournal journal, int mebibytes)
        {
            if (_mounted) Assert.That(await Run("mount", "-o", $"remount,size={mebibytes}m", _path), Is.Zero);
            else
                await journal.Ask(store =>
                {
                    Statement.Run(store.Connection, $"PRAGMA max_page_count = {mebibytes * 1024 * 1024 / PageBytes}");
                    return true;
                });
        }

        public async ValueTask DisposeAsync()
        {
            if (_mounted) Assert.That(await Run("umount", _path), Is.Zero);
        }

        private static async Task<int> Run(string command, params string[] arguments)
        {
            using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardError = true, UseShellExecute = false })!;
            await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));
            return process.ExitCode;
        }
    }
}
