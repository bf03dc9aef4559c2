using System.Security.Cryptography;

using Nightingale.Actors.Journal;

using NUnit.Framework;

namespace Nightingale.Tests.Journal.Contract;

/// <summary>What is stored is what was given, with numbers and hashes.</summary>
[TestFixtureSource(typeof(JournalUnderTest), nameof(JournalUnderTest.All))]
public sealed class StorageContract(Func<JournalUnderTest> make) : JournalContract(make)
{
    [Test]
    public async Task An_append_gives_the_events_as_stored()
    {
        var stored = await Journal.Append(To("thing/1", 0, count: 2, key: "k f"));

        Assert.That(stored.Select(e => (e.PersistenceId, e.SequenceNr, e.Shard, e.Ordinal, e.Epoch, e.Manifest, e.Principal, e.CommandKey)), Is.EqualTo(new[]
        {
            ("thing/1", 1L, 7, 1L, UnderTest.Epoch, "thing.happened.v1", "user:alice", "k f"),
            ("thing/1", 2L, 7, 2L, UnderTest.Epoch, "thing.happened.v1", "user:alice", "k f"),
        }));
        Assert.That(stored.Select(Appends.Text), Is.EqualTo(new[] { """{"number":1}""", """{"number":2}""" }));
    }

    [Test]
    public async Task What_is_read_is_what_was_stored_also_by_the_next_node()
    {
        var stored = (await Journal.Append(To("thing/1", 0, count: 3, key: "k f"))).Select(Flat).ToList();
        Assert.That((await Journal.Read("thing/1").All()).Select(Flat), Is.EqualTo(stored));

        await UnderTest.TakeOver();
        Assert.That((await Journal.Read("thing/1").All()).Select(Flat), Is.EqualTo(stored));
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
        await UnderTest.TakeOver();
        await Journal.Append(To("thing/1", 1));
        var events = await Journal.Read("thing/1").All();

        Assert.That(events[0].Hash.ToArray(), Is.EqualTo(HashChain.Event(HashChain.Origin.Span, events[0])));
        Assert.That(events[1].Hash.ToArray(), Is.EqualTo(HashChain.Event(events[0].Hash.Span, events[1])));
        Assert.That(events[0].PayloadHash.ToArray(), Is.EqualTo(SHA256.HashData(events[0].Payload.Span)));
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
    public async Task Every_version_of_a_payload_that_was_ever_written_is_read_as_the_present_one()
    {
        var manifests = Fruit.Codec.Readable.Order(StringComparer.Ordinal).ToList();
        var events = manifests.Select(manifest => new NewEvent(Appends.At, manifest, FruitGoldenTests.Payload(manifest)));
        await Journal.Append(To("fruit/1", 0) with { Events = [.. events] });
        await UnderTest.TakeOver();

        var read = await Journal.Read("fruit/1").All();
        Assert.That(read.Select(stored => stored.Manifest), Is.EqualTo(new[] { "fruit.eaten.v1", "fruit.grown.v1", "fruit.grown.v2", "fruit.grown.v3" }));
        Assert.That(read.Select(stored => stored.Payload.ToArray()), Is.EqualTo(manifests.Select(FruitGoldenTests.Payload)), "what is stored is never rewritten");
        Assert.That(read.Select(Fruit.Codec.Decode).OfType<Fruit.Grown>().Select(grown => grown.Weight), Is.EqualTo(new[] { 0.50m, 0.50m, 1.50m }));
    }

    private static string Flat(StoredEvent e) =>
        $"{e.PersistenceId} {e.SequenceNr} {e.Shard} {e.Ordinal} {e.Epoch} {e.At:O} {e.Manifest} {e.Text()} {e.Principal} {e.CommandKey} {Convert.ToHexString(e.PayloadHash.Span)} {Convert.ToHexString(e.Hash.Span)}";
}
