using System.Text;

using Nightingale.Actors.Entities;
using Nightingale.Actors.Journal;
using Nightingale.Tests.Entities;

using NUnit.Framework;

namespace Nightingale.Tests.Journal.Contract;

/// <summary>A snapshot saves time and is never believed blindly.</summary>
[TestFixtureSource(typeof(JournalUnderTest), nameof(JournalUnderTest.AllWithThreads))]
public sealed class SnapshotContract(Func<JournalUnderTest> make) : JournalContract(make)
{
    private static readonly EntityOptions Often = new() { SnapshotEvery = 2 };

    [Test]
    public async Task A_snapshot_replaces_an_older_one_and_not_a_newer()
    {
        Assert.That(await Journal.LoadSnapshot("thing/1"), Is.Null);
        await Journal.SaveSnapshot(Snapshot(2));
        await Journal.SaveSnapshot(Snapshot(5));
        await Journal.SaveSnapshot(Snapshot(4));
        await UnderTest.TakeOver();

        var loaded = await Journal.LoadSnapshot("thing/1");
        Assert.That((loaded!.SequenceNr, loaded.Manifest, Encoding.UTF8.GetString(loaded.Payload.Span)), Is.EqualTo((5L, "thing-state.v1", """{"at":5}""")));
    }

    [Test]
    public async Task A_corrupt_snapshot_is_none_and_can_be_replaced()
    {
        await Journal.SaveSnapshot(Snapshot(2));
        await UnderTest.CorruptSnapshot("thing/1");
        Assert.That(await Journal.LoadSnapshot("thing/1"), Is.Null);

        await Journal.SaveSnapshot(Snapshot(3));
        Assert.That((await Journal.LoadSnapshot("thing/1"))!.SequenceNr, Is.EqualTo(3));
    }

    [TestCase(true, TestName = "An entity whose snapshot is corrupt replays its events to the same state")]
    [TestCase(false, TestName = "An entity whose snapshot holds recovers from it to the same state")]
    public async Task Recovery(bool corrupt)
    {
        EntityReply<CounterState> live;
        await using (var node = await CounterNode.Start(Journal, new ManualTime(), options: Often, epoch: UnderTest.Epoch))
        {
            for (var by = 1; by < 5; by++) await node.Add("a", by);
            live = await node.Add("a", 5);
        }

        if (corrupt) await UnderTest.CorruptSnapshot("counter/a");
        Assert.That((await Journal.LoadSnapshot("counter/a"))?.SequenceNr, Is.EqualTo(corrupt ? null : 4L));
        await UnderTest.TakeOver();
        await using var next = await CounterNode.Start(Journal, new ManualTime(), options: Often, epoch: UnderTest.Epoch);
        Assert.That(await next.Counters.Get("a"), Is.EqualTo(live));
    }

    private static Snapshot Snapshot(long at) => new("thing/1", at, "thing-state.v1", Encoding.UTF8.GetBytes($$"""{"at":{{at}}}"""));
}
