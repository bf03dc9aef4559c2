using Nightingale.Actors.Journal;

using NUnit.Framework;

namespace Nightingale.Tests.Journal.Contract;

/// <summary>Many appenders at once: no gap, no overlap, no half decision.</summary>
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
    public async Task Concurrent_appenders_each_get_their_own_numbers()
    {
        await Task.WhenAll(Enumerable.Range(0, 40).Select(entity => Task.Run(async () =>
        {
            for (var version = 0; version < 50; version++) await Journal.Append(To($"thing/{entity}", version, shard: entity % 4));
        })));

        Assert.That(await Journal.Heads(), Is.EquivalentTo(Enumerable.Range(0, 4).ToDictionary(shard => shard, _ => 500L)));
        for (var shard = 0; shard < 4; shard++)
            Assert.That((await Journal.ReadShard(shard, 0).All()).Select(e => e.Ordinal), Is.EqualTo(Enumerable.Range(1, 500)));
        for (var entity = 0; entity < 40; entity++)
            Assert.That((await Journal.Read($"thing/{entity}").All()).Select(e => e.SequenceNr), Is.EqualTo(Enumerable.Range(1, 50)));
    }

    [Test]
    public async Task A_reader_never_sees_half_of_a_decision()
    {
        const int Decisions = 100;
        const int EventsEach = 3;
        var appending = Task.Run(async () =>
        {
            for (var decision = 0; decision < Decisions; decision++) await Journal.Append(To("thing/1", decision * EventsEach, count: EventsEach));
        });
        var seen = new List<long>();
        do seen.Add(await Journal.HighestSequenceNr("thing/1"));
        while (!appending.IsCompleted);
        await appending;

        Assert.That(seen, Is.Ordered);
        Assert.That(seen.Select(version => version % EventsEach), Has.All.Zero);
        Assert.That(await Journal.HighestSequenceNr("thing/1"), Is.EqualTo(Decisions * EventsEach));
    }

    [Test]
    public async Task Requests_of_one_entity_keep_their_order()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 100).Select(version => Journal.Append(To("thing/1", version))));
        Assert.That(outcomes.Select(stored => stored[0].SequenceNr), Is.EqualTo(Enumerable.Range(1, 100)));
    }

    [Test]
    public async Task Subscribers_hear_each_request_in_order_until_they_leave()
    {
        var heard = new List<long>();
        var left = new List<long>();
        using var faulty = Journal.Subscribe(_ => throw new InvalidOperationException("a subscriber's fault"));
        using var subscription = Journal.Subscribe(events => heard.AddRange(events.Select(e => e.Ordinal)));
        var leaving = Journal.Subscribe(events => left.AddRange(events.Select(e => e.Ordinal)));
        await Journal.Append(To("thing/1", 0, count: 2));
        leaving.Dispose();
        await Task.WhenAll(Enumerable.Range(0, 100).Select(i => Task.Run(() => Journal.Append(To($"thing/x{i}", 0)))));

        Assert.That(heard, Is.EqualTo(Enumerable.Range(1, 102)));
        Assert.That(left, Is.EqualTo(new[] { 1L, 2L }));
    }
}
