using Nightingale.Actors.Journal;
using Npgsql;
using NUnit.Framework;

namespace Nightingale.Tests.Journal;

/// <summary>Appends of a busy writer: one round trip, and the same fence.</summary>
public sealed class PostgresAtOnceTests
{
    private readonly ManualTime _time = new(DateTimeOffset.UnixEpoch); // Stands still: what was answered was answered a moment ago.

    [Test]
    public async Task A_busy_writer_whose_lease_was_taken_is_refused()
    {
        await using var database = await PostgresServer.Database();
        await using var journal = await Busy(database);
        await Run(database, "UPDATE lease SET epoch = 2 WHERE shard = 7");

        Assert.That(async () => await journal.Append(Appends.To("a", 1)), Throws.InstanceOf<FencedException>());
        Assert.That(await journal.HighestSequenceNr("a"), Is.EqualTo(1));
    }

    [Test]
    public async Task Control_without_the_look_at_its_lease_it_is_not()
    {
        await using var database = await PostgresServer.Database();
        await using var journal = await Busy(database);
        await Run(database, "CREATE OR REPLACE FUNCTION hold_leases(shards integer[], epochs bigint[]) RETURNS void LANGUAGE sql AS ''");
        await Run(database, "UPDATE lease SET epoch = 2 WHERE shard = 7");

        await journal.Append(Appends.To("a", 1));

        Assert.That(await journal.HighestSequenceNr("a"), Is.EqualTo(2), "stored under an epoch that is over");
    }

    [Test]
    public async Task One_that_got_its_shard_back_goes_on_under_the_new_epoch()
    {
        await using var database = await PostgresServer.Database();
        await using var journal = await Busy(database);
        await Run(database, "UPDATE lease SET epoch = 3 WHERE shard = 7");

        await journal.Append(Appends.To("a", 1, epoch: 3));

        Assert.That(await journal.HighestSequenceNr("a"), Is.EqualTo(2));
    }

    [Test]
    public async Task A_connection_that_was_cut_while_it_was_idle_costs_no_append()
    {
        await using var database = await PostgresServer.Database();
        await using var relay = new PostgresRelay(database);
        await using var journal = await Busy(relay.Database);
        relay.Cut();
        _time.Advance(TimeSpan.FromSeconds(1));

        await journal.Append(Appends.To("a", 1));

        Assert.That(await journal.HighestSequenceNr("a"), Is.EqualTo(2));
    }

    [Test]
    public async Task Control_of_one_that_was_cut_while_it_was_busy_nobody_knows_what_became()
    {
        await using var database = await PostgresServer.Database();
        await using var relay = new PostgresRelay(database);
        await using var journal = await Busy(relay.Database);
        relay.Cut();

        Assert.That(async () => await journal.Append(Appends.To("a", 1)), Throws.InstanceOf<UnknownOutcomeException>());
    }

    // It has appended, so it knows where the entity and its shard end.
    private async Task<PostgresJournal> Busy(NpgsqlDataSource database)
    {
        var journal = await PostgresJournal.Open(new() { Database = database, Time = _time });
        await Run(database, "UPDATE lease SET epoch = 1 WHERE shard = 7");
        await journal.Append(Appends.To("a", 0));
        return journal;
    }

    private static async Task Run(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
