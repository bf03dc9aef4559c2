using System.Text;
using Nightingale.Actors.Journal;
using NUnit.Framework;

namespace Nightingale.Tests.Journal.Contract;

/// <summary>What an entity comes back from.</summary>
[TestFixtureSource(typeof(JournalUnderTest), nameof(JournalUnderTest.All))]
public sealed class RecoveryContract(Func<JournalUnderTest> make) : JournalContract(make)
{
    private const string Manifest = "thing-state.v1";

    [TestCase(0)]
    [TestCase(3)]
    [TestCase(511)]
    [TestCase(512)]
    [TestCase(513)]
    [TestCase(1200)]
    public async Task All_events_come_back_in_sequence(int count)
    {
        if (count > 0) await Journal.Append(To("thing/1", 0, count, key: "key fingerprint"));
        var (snapshot, events) = await Recover();
        Assert.That(snapshot, Is.Null);
        Assert.That(events, Is.EqualTo((await Journal.Read("thing/1").All()).Select(ReplayedEvent.Of)).Using<ReplayedEvent>((one, other) => Flat(one) == Flat(other)));
        Assert.That(events, Has.Count.EqualTo(count));
    }

    [TestCase(2, 3)]
    [TestCase(5, 0)]
    public async Task After_a_snapshot_come_the_events_that_it_does_not_hold(long at, int after)
    {
        await Journal.Append(To("thing/1", 0, count: 5));
        await Journal.SaveSnapshot(Snapshot(at));
        var (snapshot, events) = await Recover();
        Assert.That((snapshot?.SequenceNr, snapshot?.Manifest, Encoding.UTF8.GetString(snapshot!.Payload.Span)), Is.EqualTo((at, Manifest, """{"done":true}""")));
        Assert.That(events.Select(replayed => replayed.SequenceNr), Is.EqualTo(Enumerable.Range((int)at + 1, after)));
    }

    [Test]
    public async Task A_snapshot_that_is_of_another_manifest_or_corrupt_is_none_and_all_events_come_back()
    {
        await Journal.Append(To("thing/1", 0, count: 5));
        await Journal.SaveSnapshot(Snapshot(3));
        Assert.That(await Numbers("thing-state.v2"), Is.EqualTo(Enumerable.Range(1, 5)));
        Assert.That(await Numbers(Manifest), Is.EqualTo(Enumerable.Range(4, 2)), "the control");

        await UnderTest.CorruptSnapshot("thing/1");
        Assert.That(await Numbers(Manifest), Is.EqualTo(Enumerable.Range(1, 5)));

        async Task<IEnumerable<long>> Numbers(string manifest) => (await Recover(manifest)).Events.Select(replayed => replayed.SequenceNr);
    }

    private async Task<(Snapshot? Snapshot, IReadOnlyList<ReplayedEvent> Events)> Recover(string manifest = Manifest)
    {
        var (snapshot, events, rest) = await Journal.Recover("thing/1", manifest);
        return (snapshot, [.. events, .. rest is null ? [] : await rest.ToListAsync()]);
    }

    private static (long, long, string, string, string?) Flat(ReplayedEvent replayed) =>
        (replayed.SequenceNr, replayed.Epoch, replayed.Manifest, Encoding.UTF8.GetString(replayed.Payload.Span), replayed.CommandKey);

    private static Snapshot Snapshot(long at) => new("thing/1", at, Manifest, """{"done":true}"""u8.ToArray());
}
