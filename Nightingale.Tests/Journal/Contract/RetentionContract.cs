using NUnit.Framework;

namespace Nightingale.Tests.Journal.Contract;

/// <summary>Removing old payloads removes nothing else.</summary>
[TestFixtureSource(typeof(JournalUnderTest), nameof(JournalUnderTest.All))]
public sealed class RetentionContract(Func<JournalUnderTest> make) : JournalContract(make)
{
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
    public async Task The_highest_sequence_number_survives_the_removal_of_every_payload_and_the_next_node()
    {
        await Journal.Append(To("thing/1", 0, count: 4));
        await Journal.DeleteTo("thing/1", long.MaxValue);
        Assert.That(await Journal.HighestSequenceNr("thing/1"), Is.EqualTo(4));

        await UnderTest.TakeOver();
        Assert.That(await Journal.HighestSequenceNr("thing/1"), Is.EqualTo(4));
        Assert.That((await Journal.Append(To("thing/1", 4)))[0].SequenceNr, Is.EqualTo(5));
        Assert.That((await Journal.Read("thing/1").All()).Select(e => e.SequenceNr), Is.EqualTo(new[] { 1, 2, 3, 4, 5 }));
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
}
