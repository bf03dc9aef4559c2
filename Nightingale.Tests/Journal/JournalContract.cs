using System.Security.Cryptography;
using System.Text;

using Nightingale.Actors.Journal;

using NUnit.Framework;

namespace Nightingale.Tests.Journal;

/// <summary>What every journal promises; one sealed subclass an implementation.</summary>
public abstract class JournalContract
{
    /// <summary>The journal under test, fresh for each test.</summary>
    protected IJournal Journal { get; private set; } = null!;

    /// <summary>The epoch that appends must carry.</summary>
    protected abstract long Epoch { get; }

    [SetUp]
    public async Task OpenJournal() => Journal = await Open();

    [TearDown]
    public async Task CloseJournal() => await Journal.DisposeAsync();

    [Test]
    public async Task An_append_gives_the_events_as_stored()
    {
        var stored = await Journal.Append(To("thing/1", 0, count: 2, key: "k f"));

        Assert.That(stored.Select(e => (e.PersistenceId, e.SequenceNr, e.Shard, e.Ordinal, e.Epoch, e.Manifest, e.Principal, e.CommandKey)), Is.EqualTo(new[]
        {
            ("thing/1", 1L, 7, 1L, Epoch, "thing.happened.v1", "user:alice", "k f"),
            ("thing/1", 2L, 7, 2L, Epoch, "thing.happened.v1", "user:alice", "k f"),
        }));
        Assert.That(stored.Select(Appends.Text), Is.EqualTo(new[] { """{"number":1}""", """{"number":2}""" }));
    }

    [Test]
    public async Task What_is_read_is_what_was_stored()
    {
        var stored = await Journal.Append(To("thing/1", 0, count: 3, key: "k f"));
        var read = await Journal.Read("thing/1").All();

        Assert.That(read.Select(Flat), Is.EqualTo(stored.Select(Flat)));
    }

    [Test]
    public async Task Times_are_cut_to_whole_milliseconds_in_utc()
    {
        var precise = new DateTimeOffset(2026, 3, 1, 11, 0, 0, TimeSpan.FromHours(2)).AddTicks(12_345_678);
        var stored = await Journal.Append(To("thing/1", 0) with { Events = [Appends.Event("{}") with { At = precise }] });

        Assert.That(stored[0].At, Is.EqualTo(new DateTimeOffset(2026, 3, 1, 9, 0, 1, 234, TimeSpan.Zero)));
        Assert.That(stored[0].At.Offset, Is.EqualTo(TimeSpan.Zero));
    }

    [Test]
    public async Task Hashes_chain_an_entitys_events()
    {
        await Journal.Append(To("thing/1", 0));
        await Journal.Append(To("thing/2", 0));
        await Journal.Append(To("thing/1", 1));
        var events = await Journal.Read("thing/1").All();

        Assert.That(events[0].Hash.ToArray(), Is.EqualTo(HashChain.Event(HashChain.Origin.Span, events[0])));
        Assert.That(events[1].Hash.ToArray(), Is.EqualTo(HashChain.Event(events[0].Hash.Span, events[1])));
        Assert.That(events[0].PayloadHash.ToArray(), Is.EqualTo(SHA256.HashData(events[0].Payload.Span)));
    }

    [TestCase(1, long.MaxValue, 1, 5)]
    [TestCase(2, 4, 2, 4)]
    [TestCase(5, 5, 5, 5)]
    [TestCase(0, 2, 1, 2)]
    [TestCase(6, long.MaxValue, 0, -1)]
    [TestCase(3, 2, 0, -1)]
    public async Task A_read_keeps_to_its_bounds(long from, long to, long first, long last)
    {
        await Journal.Append(To("thing/1", 0, count: 5));
        var read = await Journal.Read("thing/1", from, to).All();

        Assert.That(read.Select(e => e.SequenceNr), Is.EqualTo(Enumerable.Range((int)first, (int)(last - first + 1)).Select(n => (long)n)));
    }

    [Test]
    public async Task An_unknown_entity_has_no_events() => Assert.That(await Journal.Read("thing/none").All(), Is.Empty);

    [Test]
    public async Task Long_streams_are_read_whole()
    {
        await Journal.Append(To("thing/1", 0, count: 2000));

        Assert.That((await Journal.Read("thing/1").All()).Select(e => e.SequenceNr), Is.EqualTo(Enumerable.Range(1, 2000)));
        Assert.That((await Journal.ReadShard(7, 500).All()).Select(e => e.Ordinal), Is.EqualTo(Enumerable.Range(501, 1500)));
    }

    [Test]
    public async Task Ordinals_have_no_gaps_over_the_entities_of_a_shard_whatever_was_refused()
    {
        await Journal.Append(To("thing/1", 0, count: 2));
        await Journal.Append(To("other/1", 0, shard: 8));
        await Assert.ThrowsAsync<OverlappingWriterException>(() => Journal.Append(To("thing/1", 0)));
        await Journal.Append(To("thing/2", 0));
        await Assert.ThrowsAsync<AppendRejectedException>(() => Journal.Append(To("thing/2", 1, count: 0)));
        await Journal.Append(To("thing/1", 2));

        Assert.That((await Journal.ReadShard(7, 0).All()).Select(e => (e.Ordinal, e.PersistenceId)), Is.EqualTo(new[]
        {
            (1L, "thing/1"), (2L, "thing/1"), (3L, "thing/2"), (4L, "thing/1"),
        }));
        Assert.That(await Journal.Heads(), Is.EquivalentTo(new Dictionary<int, long> { [7] = 4, [8] = 1 }));
    }

    [Test]
    public async Task A_writer_with_another_version_is_refused_and_leaves_nothing()
    {
        await Journal.Append(To("thing/1", 0, count: 2));

        await Assert.ThrowsAsync<OverlappingWriterException>(() => Journal.Append(To("thing/1", 1)));
        await Assert.ThrowsAsync<OverlappingWriterException>(() => Journal.Append(To("thing/1", 3)));
        Assert.That(await Journal.HighestSequenceNr("thing/1"), Is.EqualTo(2));
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
    public async Task An_append_of_an_older_epoch_is_fenced() =>
        await Assert.ThrowsAsync<FencedException>(() => Journal.Append(To("thing/1", 0) with { Epoch = Epoch - 1 }));

    [Test]
    public async Task A_take_over_fences_what_was_written_under_the_epoch_before()
    {
        var before = Epoch;
        await Journal.Append(To("thing/1", 0));
        Journal = await TakeOver();

        await Assert.ThrowsAsync<FencedException>(() => Journal.Append(To("thing/1", 1) with { Epoch = before }));
        await Journal.Append(To("thing/1", 1));
        Assert.That((await Journal.Read("thing/1").All()).Select(e => e.Epoch), Is.EqualTo(new[] { before, Epoch }));
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
    public async Task Payloads_of_a_megabyte_are_stored()
    {
        var payload = RandomNumberGenerator.GetBytes(1024 * 1024);
        await Journal.Append(To("thing/1", 0) with { Events = [.. Enumerable.Repeat(new NewEvent(Appends.At, "thing.big.v1", payload), 3)] });

        var read = await Journal.Read("thing/1").All();
        Assert.That(read, Has.Count.EqualTo(3));
        Assert.That(read.All(e => e.Payload.Span.SequenceEqual(payload)));
    }

    [Test]
    public async Task A_failed_append_leaves_nothing_and_the_journal_goes_on()
    {
        await Journal.Append(To("thing/1", 0));
        await StartFailing();
        await Assert.ThrowsAsync<AppendFailedException>(() => Journal.Append(To("thing/1", 1, count: 100)));
        await StopFailing();

        Assert.That(await Journal.HighestSequenceNr("thing/1"), Is.EqualTo(1));
        var stored = await Journal.Append(To("thing/1", 1));
        Assert.That((stored[0].SequenceNr, stored[0].Ordinal), Is.EqualTo((2L, 2L)));
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
    public async Task Requests_of_one_entity_keep_their_order()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 100).Select(version => Journal.Append(To("thing/1", version))));
        Assert.That(outcomes.Select(stored => stored[0].SequenceNr), Is.EqualTo(Enumerable.Range(1, 100)));
    }

    [Test]
    public async Task Entities_are_listed_by_prefix_in_order_with_their_versions()
    {
        foreach (var id in new[] { "thing/b", "thing/a", "thong/a", "thing/c", "thi" }) await Journal.Append(To(id, 0, count: id[^1] == 'a' ? 2 : 1));

        Assert.That(await Journal.Entities("thing/").All(), Is.EqualTo(new[] { ("thing/a", 2L), ("thing/b", 1L), ("thing/c", 1L) }));
        Assert.That(await Journal.Entities("").All(), Has.Count.EqualTo(5));
    }

    [Test]
    public async Task Numbers_and_hashes_survive_the_removal_of_payloads()
    {
        var stored = await Journal.Append(To("thing/1", 0, count: 4));
        await Journal.DeleteTo("thing/1", 3);

        Assert.That(await Journal.HighestSequenceNr("thing/1"), Is.EqualTo(4));
        var read = await Journal.Read("thing/1").All();
        Assert.That(read.Select(e => e.Payload.Length > 0), Is.EqualTo(new[] { false, false, false, true }));
        Assert.That(read.Select(e => Convert.ToHexString(e.Hash.Span)), Is.EqualTo(stored.Select(e => Convert.ToHexString(e.Hash.Span))));
        Assert.That((await Journal.Append(To("thing/1", 4)))[0].SequenceNr, Is.EqualTo(5));
    }

    [Test]
    public async Task The_removal_of_payloads_is_an_event_itself()
    {
        await Journal.Append(To("thing/1", 0, count: 2));
        await Journal.DeleteTo("thing/1", 7);
        await Journal.DeleteTo("thing/1", 1);
        await Journal.DeleteTo("thing/unknown", 1);

        var shard = await Journal.ReadShard(7, 0).All();
        Assert.That(shard.Select(e => (e.Ordinal, e.PersistenceId)), Is.EqualTo(new[] { (1L, "thing/1"), (2L, "thing/1"), (3L, "retention/thing/1") }));
        Assert.That(shard[2].Text(), Is.EqualTo("""{"persistenceId":"thing/1","through":2}"""));
    }

    [Test]
    public async Task Entities_that_owe_work_are_remembered_until_they_do_not()
    {
        await Journal.Append(To("thing/1", 0, owes: true));
        await Journal.Append(To("thing/2", 0, owes: true));
        await Journal.Append(To("thing/3", 0));
        await Journal.Append(To("other/1", 0, shard: 8, owes: true));
        await Journal.Append(To("thing/2", 1));
        await Journal.Append(To("thing/3", 1, owes: true));

        Assert.That(await Journal.Remembered(7), Is.EquivalentTo(new[] { "thing/1", "thing/3" }));
        Assert.That(await Journal.Remembered(9), Is.Empty);
    }

    [Test]
    public async Task A_snapshot_replaces_an_older_one_and_not_a_newer()
    {
        Assert.That(await Journal.LoadSnapshot("thing/1"), Is.Null);
        await Journal.SaveSnapshot(Snapshot(2));
        await Journal.SaveSnapshot(Snapshot(5));
        await Journal.SaveSnapshot(Snapshot(4));

        var loaded = await Journal.LoadSnapshot("thing/1");
        Assert.That((loaded!.SequenceNr, loaded.Manifest, Encoding.UTF8.GetString(loaded.Payload.Span)), Is.EqualTo((5L, "thing-state.v1", """{"at":5}""")));
    }

    [Test]
    public async Task A_corrupt_snapshot_is_none_and_can_be_replaced()
    {
        await Journal.SaveSnapshot(Snapshot(2));
        await CorruptSnapshot("thing/1");
        Assert.That(await Journal.LoadSnapshot("thing/1"), Is.Null);

        await Journal.SaveSnapshot(Snapshot(3));
        Assert.That((await Journal.LoadSnapshot("thing/1"))!.SequenceNr, Is.EqualTo(3));
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

    [Test]
    public async Task A_closed_journal_takes_nothing()
    {
        await Journal.DisposeAsync();
        await Assert.ThrowsAsync<AppendFailedException>(() => Journal.Append(To("thing/1", 0)));
    }

    /// <summary>Opens a fresh journal.</summary>
    protected abstract Task<IJournal> Open();

    /// <summary>Lets another node take all shards over, and gives its journal on the same events.</summary>
    protected abstract Task<IJournal> TakeOver();

    /// <summary>From now on larger appends fail.</summary>
    protected abstract Task StartFailing();

    /// <summary>They no longer fail.</summary>
    protected abstract Task StopFailing();

    /// <summary>Changes a stored snapshot behind the journal's back.</summary>
    protected abstract Task CorruptSnapshot(string persistenceId);

    /// <summary>A request under the present epoch.</summary>
    protected AppendRequest To(string persistenceId, long version, int count = 1, int shard = 7, bool owes = false, string? key = null) =>
        Appends.To(persistenceId, version, count, shard, Epoch, owes, key);

    private static Snapshot Snapshot(long at) => new("thing/1", at, "thing-state.v1", Encoding.UTF8.GetBytes($$"""{"at":{{at}}}"""));

    private static string Flat(StoredEvent e) =>
        $"{e.PersistenceId} {e.SequenceNr} {e.Shard} {e.Ordinal} {e.Epoch} {e.At:O} {e.Manifest} {e.Text()} {e.Principal} {e.CommandKey} {Convert.ToHexString(e.PayloadHash.Span)} {Convert.ToHexString(e.Hash.Span)}";

    private static IEnumerable<TestCaseData> Impossible()
    {
        yield return Case("no events", request => request with { Events = [] });
        yield return Case("an oversized payload", request => request with { Events = [.. request.Events, new(Appends.At, "thing.big.v1", new byte[(1024 * 1024) + 1])] });
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
