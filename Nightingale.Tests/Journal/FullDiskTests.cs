using Nightingale.Actors.Entities;
using Nightingale.Actors.Journal;
using Nightingale.Tests.Entities;

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
    public async Task An_entity_on_a_full_disk_fails_its_callers_and_serves_everything_acknowledged_when_there_is_room()
    {
        using var folder = new JournalFolder();
        await using var disk = await SmallDisk.Mount(folder.Path, mebibytes: 2);
        var acknowledged = 0;
        await using (var journal = folder.Open())
        await using (var node = await CounterNode.Start(journal, TimeProvider.System, epoch: journal.Epoch))
        {
            await disk.Limit(journal, mebibytes: 2);
            Assert.That(async () => await AddUntilItFails(node), Throws.InstanceOf<EntityUnavailableException>().With.InnerException.InstanceOf<AppendFailedException>());
            await disk.Limit(journal, mebibytes: 40);
            Assert.That(await node.Add("a", 1), Is.EqualTo(new EntityReply<CounterState>.Done(new(++acknowledged, 0), acknowledged)));
        }

        Assert.That((await folder.Verify()).Problems, Is.Empty);
        await using (var journal = folder.Open())
        await using (var node = await CounterNode.Start(journal, folder.Time, epoch: journal.Epoch))
            Assert.That((await node.Counters.Get("a")).Version, Is.EqualTo(acknowledged));

        async Task AddUntilItFails(CounterNode node)
        {
            for (; acknowledged < 10_000; acknowledged++) await node.Add("a", 1, new(new string('k', 200) + acknowledged, "f"));
        }
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
}
