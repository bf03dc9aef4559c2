using Nightingale.Actors.Journal;
using Npgsql;
using NUnit.Framework;

namespace Nightingale.Tests.Journal;

/// <summary>Appends of a busy writer: one round trip, and the same fence.</summary>
public sealed class PostgresAtOnceTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(20);

    private readonly ManualTime _time = new(DateTimeOffset.UnixEpoch); // Stands still: what was answered was answered a moment ago.

    [TestCase(0, TestName = "A_busy_writer_whose_lease_was_taken_is_refused")]
    [TestCase(32, TestName = "A_busy_writer_whose_lease_was_taken_is_refused, with prepared statements")]
    public async Task Refused(int prepared)
    {
        await using var server = await PostgresServer.Database();
        await using var database = NpgsqlDataSource.Create($"{server.ConnectionString};Max Auto Prepare={prepared}");
        await using var journal = await Busy(database);
        for (var version = 1; version < 10; version++) await journal.Append(Appends.To("a", version));
        await Run(database, "UPDATE lease SET epoch = 2 WHERE shard = 7");

        Assert.That(async () => await journal.Append(Appends.To("a", 10)), Throws.InstanceOf<FencedException>());
        Assert.That(await journal.HighestSequenceNr("a"), Is.EqualTo(10));
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

    [TestCase("FOR SHARE OF lease", ExpectedResult = true, TestName = "A_takeover_waits_for_an_append_that_has_looked_at_its_lease")]
    [TestCase("", ExpectedResult = false, TestName = "Control_without_the_lock_it_comes_between_the_look_and_the_commit")]
    public async Task<bool> TakenOverAfter(string locks)
    {
        await using var database = await PostgresServer.Database();
        await using var journal = await Busy(database);
        await Run(database, $"""
            CREATE OR REPLACE FUNCTION hold_leases(shards integer[], epochs bigint[]) RETURNS void LANGUAGE plpgsql AS $$
            BEGIN
                PERFORM FROM lease WHERE shard = ANY (shards) {locks};
                PERFORM pg_sleep(1);
            END $$
            """);

        var append = journal.Append(Appends.To("a", 1));
        await Eventually.True(async () => await Scalar(database, "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = current_database()") == 1, Bound);
        await Run(database, "UPDATE lease SET epoch = 2 WHERE shard = 7");
        var there = await journal.HighestSequenceNr("a") == 2;
        await append;
        return there;
    }

    [TestCase(false, ExpectedResult = true, TestName = "A_node_that_is_stopped_within_a_long_append_loses_its_leases")]
    [TestCase(true, ExpectedResult = false, TestName = "Control_if_it_held_them_first_nobody_could_take_them")]
    public async Task<bool> TakenFromOneThatStops(bool first)
    {
        await using var database = await PostgresServer.Database();
        await using var relay = new PostgresRelay(database);
        await using var journal = await Busy(relay.Database);
        var connection = new FencedConnection(new() { Database = relay.Database });
        await connection.Begin([7]);
        await connection.Execute([new("ROLLBACK")]);
        NpgsqlBatchCommand[] commands = [new($"SELECT length('{new string('x', 100_000)}')"), FencedConnection.Hold([7], _ => 1)];

        relay.Stop(after: 20_000);
        var append = connection.Execute(first ? commands.Reverse() : commands);
        await Eventually.True(() => relay.IsFull, Bound);
        var taken = await Takes(database);
        relay.Cut();
        Assert.That(async () => await append, Throws.InstanceOf<NpgsqlException>());
        await connection.Close();
        return taken;
    }

    // It has appended, so it knows where the entity and its shard end.
    private async Task<PostgresJournal> Busy(NpgsqlDataSource database)
    {
        var journal = await PostgresJournal.Open(new() { Database = database, Time = _time });
        await Run(database, "UPDATE lease SET epoch = 1 WHERE shard = 7");
        await journal.Append(Appends.To("a", 0));
        return journal;
    }

    private static async Task<bool> Takes(NpgsqlDataSource database)
    {
        try
        {
            await Run(database, "BEGIN; SET LOCAL lock_timeout = '2s'; UPDATE lease SET epoch = epoch + 1 WHERE shard = 7; COMMIT");
            return true;
        }
        catch (PostgresException refused) when (refused.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            return false;
        }
    }

    private static async Task<long> Scalar(NpgsqlDataSource database, string sql)
    {
        await using var query = database.CreateCommand(sql);
        return (long)(await query.ExecuteScalarAsync())!;
    }

    private static async Task Run(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
