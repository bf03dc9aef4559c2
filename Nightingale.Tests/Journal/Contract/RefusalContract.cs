using Nightingale.Actors.Journal;

using NUnit.Framework;

namespace Nightingale.Tests.Journal.Contract;

/// <summary>What is refused, rejected or fails leaves nothing, and everyone else goes on.</summary>
[TestFixtureSource(typeof(JournalUnderTest), nameof(JournalUnderTest.All))]
public sealed class RefusalContract(Func<JournalUnderTest> make) : JournalContract(make)
{
    [Test]
    public async Task A_writer_with_another_version_is_refused_and_leaves_nothing()
    {
        await Journal.Append(To("thing/1", 0, count: 2));

        await Assert.ThrowsAsync<OverlappingWriterException>(() => Journal.Append(To("thing/1", 1)));
        await Assert.ThrowsAsync<OverlappingWriterException>(() => Journal.Append(To("thing/1", 3)));
        Assert.That(await Journal.HighestSequenceNr("thing/1"), Is.EqualTo(2));
    }

    [Test]
    public async Task An_append_of_an_older_epoch_is_fenced() =>
        await Assert.ThrowsAsync<FencedException>(() => Journal.Append(To("thing/1", 0) with { Epoch = UnderTest.Epoch - 1 }));

    [Test]
    public async Task A_take_over_fences_what_was_written_under_the_epoch_before()
    {
        var before = UnderTest.Epoch;
        await Journal.Append(To("thing/1", 0));
        await UnderTest.TakeOver();

        await Assert.ThrowsAsync<FencedException>(() => Journal.Append(To("thing/1", 1) with { Epoch = before }));
        await Journal.Append(To("thing/1", 1));
        Assert.That((await Journal.Read("thing/1").All()).Select(e => e.Epoch), Is.EqualTo(new[] { before, UnderTest.Epoch }));
    }

    [TestCaseSource(nameof(Impossible))]
    public async Task What_can_never_be_stored_is_rejected_and_the_entity_goes_on(Func<AppendRequest, AppendRequest> spoil)
    {
        await Assert.ThrowsAsync<AppendRejectedException>(() => Journal.Append(spoil(To("thing/1", 0))));
        await Journal.Append(To("thing/1", 0));
        Assert.That(await Journal.Heads(), Is.EquivalentTo(new Dictionary<int, long> { [7] = 1 }));
    }

    [Test]
    public async Task An_entity_stays_in_its_shard()
    {
        await Journal.Append(To("thing/1", 0));
        await Assert.ThrowsAsync<AppendRejectedException>(() => Journal.Append(To("thing/1", 1, shard: 8)));
    }

    [Test]
    public async Task A_failed_append_leaves_nothing_and_the_journal_goes_on()
    {
        await Journal.Append(To("thing/1", 0));
        await UnderTest.StartFailing();
        await Assert.ThrowsAsync<AppendFailedException>(() => Journal.Append(To("thing/1", 1, count: 100)));
        Assert.That(await Journal.Read("thing/1").All(), Has.Count.EqualTo(1), "what is stored can be read meanwhile");
        await UnderTest.StopFailing();

        Assert.That(await Journal.HighestSequenceNr("thing/1"), Is.EqualTo(1));
        var stored = await Journal.Append(To("thing/1", 1));
        Assert.That((stored[0].SequenceNr, stored[0].Ordinal), Is.EqualTo((2L, 2L)));
    }

    [Test]
    public async Task A_refused_request_harms_none_that_came_with_it()
    {
        var outcomes = Enumerable.Range(0, 300)
            .Select(i => Journal.Append(i % 3 == 0 ? To($"thing/{i}", 5) : To($"thing/{i}", 0)))
            .ToList();
        await Task.WhenAll(outcomes).ContinueWith(_ => { }, TaskScheduler.Default);

        Assert.That(outcomes.Index().Where(outcome => outcome.Item.IsFaulted).Select(outcome => outcome.Index), Is.EqualTo(Enumerable.Range(0, 100).Select(i => i * 3)));
        Assert.That(await Journal.Heads(), Is.EquivalentTo(new Dictionary<int, long> { [7] = 200 }));
    }

    [Test]
    public async Task A_closed_journal_takes_nothing()
    {
        await Journal.DisposeAsync();
        await Assert.ThrowsAsync<AppendFailedException>(() => Journal.Append(To("thing/1", 0)));
    }

    private static IEnumerable<TestCaseData> Impossible()
    {
        yield return Case("no events", request => request with { Events = [] });
        yield return Case("a last event that is too large", request => request with { Events = [.. request.Events, new(Appends.At, "thing.big.v1", new byte[(1024 * 1024) + 1])] });
        yield return Case("an empty payload", request => request with { Events = [Appends.Event("")] });
        yield return Case("no manifest", request => request with { Events = [Appends.Event("{}") with { Manifest = "" }] });
        yield return Case("no entity", request => request with { PersistenceId = "" });
        yield return Case("no principal", request => request with { Principal = "" });
        yield return Case("an empty command key", request => request with { CommandKey = "" });
        yield return Case("a shard too high", request => request with { Shard = 256 });
        yield return Case("a shard too low", request => request with { Shard = -1 });

        static TestCaseData Case(string name, Func<AppendRequest, AppendRequest> spoil) => new TestCaseData(spoil).SetArgDisplayNames(name);
    }
}
