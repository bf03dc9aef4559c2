using NUnit.Framework;

namespace Nightingale.Tests.Journal.Contract;

/// <summary>Many threads at once: no gap, no overlap, no half decision.</summary>
[TestFixtureSource(typeof(JournalUnderTest), nameof(JournalUnderTest.AllWithThreads))]
public sealed class ThreadsContract(Func<JournalUnderTest> make) : JournalContract(make)
{
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
