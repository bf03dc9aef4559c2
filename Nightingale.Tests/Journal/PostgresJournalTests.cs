using System.Threading.Channels;
using Nightingale.Actors.Journal;
using NUnit.Framework;

namespace Nightingale.Tests.Journal;

/// <summary>What only a journal on a server meets: other nodes that start, versions, and connections that end.</summary>
public sealed class PostgresJournalTests
{
    [Test]
    public async Task Of_nodes_that_start_at_once_on_an_empty_database_one_makes_the_schema_and_all_can_write()
    {
        await using var database = await PostgresServer.Database();
        var journals = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => PostgresJournal.Open(new() { Database = database, Writers = 1 })));

        await Task.WhenAll(journals.Select((journal, node) => journal.Append(Appends.To($"thing/{node}", 0, count: 1, shard: node, epoch: 0, owes: false, key: null))));

        Assert.That(await journals[0].Heads(), Has.Count.EqualTo(8));
        foreach (var journal in journals) await journal.DisposeAsync();
    }

    [Test]
    public async Task A_database_of_a_newer_version_is_refused_and_left_as_it_is()
    {
        await using var database = await PostgresServer.Database();
        await (await PostgresJournal.Open(new() { Database = database })).DisposeAsync();
        await using (var newer = database.CreateCommand("UPDATE schema_version SET version = 99")) await newer.ExecuteNonQueryAsync();

        Assert.That(
            async () => await PostgresJournal.Open(new() { Database = database }),
            Throws.TypeOf<JournalUnavailableException>().With.Message.Matches("^The database was written by a newer Nightingale .schema 99, this one knows [0-9]+.: upgrade.$"));
    }

    [Test]
    public async Task Connections_that_the_server_ends_between_two_commits_fail_neither()
    {
        await using var database = await PostgresServer.Database();
        var time = new ManualTime();
        await using var journal = await PostgresJournal.Open(new() { Database = database, Writers = 1, Time = time });
        await journal.Append(Appends.To("thing/1", 0, count: 1, shard: 7, epoch: 0, owes: false, key: null));

        await using (var end = database.CreateCommand("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"))
            await end.ExecuteNonQueryAsync();
        time.Advance(TimeSpan.FromSeconds(1));

        var stored = await journal.Append(Appends.To("thing/1", 1, count: 1, shard: 7, epoch: 0, owes: false, key: null));
        Assert.That((stored[0].SequenceNr, stored[0].Ordinal), Is.EqualTo((2L, 2L)));
    }

    [Test]
    public async Task Two_nodes_that_both_believe_to_own_a_shard_under_one_epoch_cannot_both_write_an_event()
    {
        await using var database = await PostgresServer.Database();
        await using var one = await PostgresJournal.Open(new() { Database = database, Writers = 1 });
        await using var other = await PostgresJournal.Open(new() { Database = database, Writers = 1 });
        await one.Append(Appends.To("thing/1", 0, count: 1, shard: 7, epoch: 0, owes: false, key: null));
        await other.Append(Appends.To("thing/1", 1, count: 1, shard: 7, epoch: 0, owes: false, key: null));

        Assert.That(async () => await one.Append(Appends.To("thing/1", 1, count: 1, shard: 7, epoch: 0, owes: false, key: null)), Throws.TypeOf<OverlappingWriterException>());
        Assert.That((await one.Read("thing/1").All()).Select(stored => stored.Ordinal), Is.EqualTo(new[] { 1L, 2L }));
    }

    [Test]
    public async Task Every_process_hears_of_what_another_commits_in_order_and_of_what_was_committed_while_it_could_not_hear()
    {
        await using var shared = await PostgresServer.SharedDatabase();
        await using var database = shared.Connect();
        await using var role = shared.Connect("listener");
        await using var writer = await PostgresJournal.Open(new() { Database = database });
        await using var reader = await PostgresJournal.Open(new() { Database = role });
        var heard = Channel.CreateUnbounded<StoredEvent>();
        using var subscription = reader.Subscribe(events =>
        {
            foreach (var stored in events) heard.Writer.TryWrite(stored);
        });

        for (var number = 0; number < 5; number++) await writer.Append(Appends.To("thing/1", number, count: 1, shard: 7, epoch: 0, owes: false, key: null));
        var last = 0L;
        while (last < 5) last = await Next(last);

        await shared.Banish("listener");
        await writer.Append(Appends.To("thing/1", 5, count: 2, shard: 7, epoch: 0, owes: false, key: null));
        await shared.Admit("listener");
        while (last < 7) last = await Next(last);

        async Task<long> Next(long before)
        {
            var stored = await heard.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30));
            Assert.That(stored.Ordinal, Is.GreaterThan(before));
            return stored.Ordinal;
        }
    }
}
