using Nightingale.Actors.Journal;

using NUnit.Framework;

namespace Nightingale.Tests.Journal.Contract;

/// <summary>Whoever appends at once, or in vain: no gap and no overlap.</summary>
[TestFixtureSource(typeof(JournalUnderTest), nameof(JournalUnderTest.All))]
public sealed class ConcurrencyContract(Func<JournalUnderTest> make) : JournalContract(make)
{
    [Test]
    public async Task Ordinals_have_no_gaps_over_the_entities_of_a_shard_whatever_was_refused()
    {
        await Journal.Append(To("thing/1", 0, count: 2));
        await Journal.Append(To("other/1", 0, shard: 8));
        await Assert.ThrowsAsync<OverlappingWriterException>(() => Journal.Append(To("thing/1", 0)));
        await Journal.Append(To("thing/2", 0));
        await Assert.ThrowsAsync<AppendRejectedException>(() => Journal.Append(To("thing/2", 1, count: 0)));
        await UnderTest.StartFailing();
        await Assert.ThrowsAsync<AppendFailedException>(() => Journal.Append(To("thing/2", 1, count: 100)));
        await UnderTest.StopFailing();
        await Assert.ThrowsAsync<FencedException>(() => Journal.Append(To("thing/2", 1) with { Epoch = UnderTest.Epoch - 1 }));
        await UnderTest.TakeOver();
        await Journal.Append(To("thing/1", 2));

        Assert.That((await Journal.ReadShard(7, 0).All()).Select(e => (e.Ordinal, e.PersistenceId)), Is.EqualTo(new[]
        {
            (1L, "thing/1"), (2L, "thing/1"), (3L, "thing/2"), (4L, "thing/1"),
        }));
        Assert.That(await Journal.Heads(), Is.EquivalentTo(new Dictionary<int, long> { [7] = 4, [8] = 1 }));
    }

    [Test]
    public async Task Two_writers_of_the_same_version_at_once_are_detected()
    {
        var outcomes = Enumerable.Range(0, 20).Select(_ => Journal.Append(To("thing/1", 0))).ToList();
        await Task.WhenAll(outcomes).ContinueWith(_ => { }, TaskScheduler.Default);

        Assert.That(outcomes.Count(outcome => outcome.IsCompletedSuccessfully), Is.EqualTo(1));
        Assert.That(outcomes.Where(outcome => outcome.IsFaulted).Select(outcome => outcome.Exception!.InnerException), Has.All.InstanceOf<OverlappingWriterException>());
    }

    [Test]
    public async Task Requests_of_one_entity_keep_their_order()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 100).Select(version => Journal.Append(To("thing/1", version))));
        Assert.That(outcomes.Select(stored => stored[0].SequenceNr), Is.EqualTo(Enumerable.Range(1, 100)));
    }
}
