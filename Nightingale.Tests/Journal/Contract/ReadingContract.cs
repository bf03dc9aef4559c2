using NUnit.Framework;

namespace Nightingale.Tests.Journal.Contract;

/// <summary>Reading by entity and by shard, within bounds.</summary>
[TestFixtureSource(typeof(JournalUnderTest), nameof(JournalUnderTest.All))]
public sealed class ReadingContract(Func<JournalUnderTest> make) : JournalContract(make)
{
    [TestCase(1, long.MaxValue, 1, 5)]
    [TestCase(2, 4, 2, 4)]
    [TestCase(5, 5, 5, 5)]
    [TestCase(0, 2, 1, 2)]
    [TestCase(-3, 2, 1, 2)]
    [TestCase(6, long.MaxValue, 0, -1)]
    [TestCase(3, 2, 0, -1)]
    [TestCase(1, 0, 0, -1)]
    public async Task A_read_keeps_to_its_bounds(long from, long to, long first, long last)
    {
        await Journal.Append(To("thing/1", 0, count: 5));
        await Journal.Append(To("thing/2", 0, count: 5));
        var read = await Journal.Read("thing/1", from, to).All();

        Assert.That(read.Select(e => e.SequenceNr), Is.EqualTo(Enumerable.Range((int)first, (int)(last - first + 1)).Select(n => (long)n)));
        Assert.That(read.Select(e => e.PersistenceId), Has.All.EqualTo("thing/1"));
    }

    [Test]
    public async Task An_unknown_entity_has_no_events()
    {
        Assert.That(await Journal.Read("thing/none").All(), Is.Empty);
        Assert.That(await Journal.HighestSequenceNr("thing/none"), Is.Zero);
        Assert.That(await Journal.ReadShard(7, 0).All(), Is.Empty);
        Assert.That(await Journal.Heads(), Is.Empty);
    }

    [Test]
    public async Task Long_streams_are_read_whole()
    {
        await Journal.Append(To("thing/1", 0, count: 2000));

        Assert.That((await Journal.Read("thing/1").All()).Select(e => e.SequenceNr), Is.EqualTo(Enumerable.Range(1, 2000)));
        Assert.That((await Journal.ReadShard(7, 500).All()).Select(e => e.Ordinal), Is.EqualTo(Enumerable.Range(501, 1500)));
        Assert.That(await Journal.ReadShard(7, 2000).All(), Is.Empty);
    }

    [Test]
    public async Task A_reader_may_pause_while_others_append()
    {
        await Journal.Append(To("thing/1", 0, count: 1500));
        await using var reader = Journal.Read("thing/1").GetAsyncEnumerator();
        Assert.That(await reader.MoveNextAsync());
        await Journal.Append(To("thing/1", 1500));
        await Journal.Append(To("thing/2", 0));

        var read = 1;
        while (await reader.MoveNextAsync()) Assert.That(reader.Current.SequenceNr, Is.EqualTo(++read));
        Assert.That(read, Is.AnyOf(1500, 1501), "what was appended meanwhile may be among them");
    }

    [Test]
    public async Task A_read_that_is_cancelled_ends()
    {
        await Journal.Append(To("thing/1", 0, count: 2000));
        using var stop = new CancellationTokenSource();
        await using var reader = Journal.Read("thing/1", stop: stop.Token).GetAsyncEnumerator(stop.Token);
        Assert.That(await reader.MoveNextAsync());
        await stop.CancelAsync();

        Assert.That(async () => { while (await reader.MoveNextAsync()) { } }, Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public async Task Entities_are_listed_by_prefix_in_order_with_their_versions()
    {
        foreach (var id in new[] { "thing/b", "thing/a", "thong/a", "thing/c", "thi" }) await Journal.Append(To(id, 0, count: id[^1] == 'a' ? 2 : 1));

        Assert.That(await Journal.Entities("thing/").All(), Is.EqualTo(new[] { ("thing/a", 2L), ("thing/b", 1L), ("thing/c", 1L) }));
        Assert.That(await Journal.Entities("").All(), Has.Count.EqualTo(5));
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
        await UnderTest.TakeOver();

        Assert.That(await Journal.Remembered(7), Is.EquivalentTo(new[] { "thing/1", "thing/3" }));
        Assert.That(await Journal.Remembered(9), Is.Empty);
    }
}
