using Nightingale.Actors.Journal;
using Npgsql;
using NUnit.Framework;

namespace Nightingale.Tests.Journal;

/// <summary>Takeovers that race appends: what was written under an old epoch is there when the takeover is, or never.</summary>
public sealed class PostgresFenceTests
{
    private const int Rounds = 150;
    private const int Entities = 4;

    [Test]
    public async Task After_a_takeover_nothing_of_an_older_epoch_arrives() => Assert.That(await LateArrivals(fenced: true), Is.Zero);

    [Test]
    public async Task Control_without_the_lock_on_the_lease_something_does() => Assert.That(await LateArrivals(fenced: false), Is.Positive);

    [Test]
    public async Task A_node_that_hangs_within_an_append_loses_its_leases() => Assert.That(await TakenFromOneThatHangs(TimeSpan.FromMilliseconds(200)), Is.True);

    [Test]
    public async Task Control_without_an_end_to_silence_nobody_can_take_them() => Assert.That(await TakenFromOneThatHangs(TimeSpan.Zero), Is.False);

    [Test]
    public async Task An_append_to_a_database_that_does_not_answer_is_given_up()
    {
        await using var database = await PostgresServer.Database();
        await using var journal = await PostgresJournal.Open(new() { Database = database, AnswersWithin = TimeSpan.FromSeconds(1) });
        await using var patient = await PostgresJournal.Open(new() { Database = database });
        await Run(database, "UPDATE lease SET epoch = 1 WHERE shard = 7");
        Task control;
        await using (var holder = await database.OpenConnectionAsync())
        {
            await using var held = await holder.BeginTransactionAsync();
            await using (var hold = new NpgsqlCommand("SELECT FROM lease WHERE shard = 7 FOR UPDATE", holder, held)) await hold.ExecuteNonQueryAsync();
            control = patient.Append(Appends.To("b", 0));
            Assert.That(async () => await journal.Append(Appends.To("a", 0)).WaitAsync(TimeSpan.FromSeconds(20)), Throws.InstanceOf<AppendFailedException>());
            Assert.That(control.IsCompleted, Is.False, "the control: who is given longer still waits");
        }

        await control.WaitAsync(TimeSpan.FromSeconds(20));
        await journal.Append(Appends.To("a", 0)).WaitAsync(TimeSpan.FromSeconds(20));
    }

    private static async Task<bool> TakenFromOneThatHangs(TimeSpan silentAtMost)
    {
        await using var database = await PostgresServer.Database();
        var options = new PostgresJournalOptions { Database = database, SilentAtMost = silentAtMost };
        await (await PostgresJournal.Open(options)).DisposeAsync();
        var hung = new FencedConnection(options);
        await hung.Begin([7]);
        try
        {
            await Run(database, "BEGIN; SET LOCAL lock_timeout = '5s'; UPDATE lease SET epoch = epoch + 1 WHERE shard = 7; COMMIT");
            return true;
        }
        catch (PostgresException refused) when (refused.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            return false;
        }
        finally
        {
            await hung.Close();
        }
    }

    private static async Task<int> LateArrivals(bool fenced)
    {
        await using var database = await PostgresServer.Database();
        await using var journal = await PostgresJournal.Open(new() { Database = database, Writers = 1, LockLeases = fenced });
        var (random, versions, late) = (new Random(20260301), new long[Entities], 0L);
        for (var epoch = 0; epoch < Rounds; epoch++)
        {
            using var round = new CancellationTokenSource();
            var appending = Enumerable.Range(0, Entities).Select(entity => Append(journal, entity, versions, epoch, round.Token)).ToList();
            for (var yields = random.Next(200); yields > 0; yields--) await Task.Yield();
            await Run(database, "BEGIN; SELECT FROM lease WHERE shard = 7 FOR UPDATE; UPDATE lease SET epoch = epoch + 1 WHERE shard = 7; COMMIT");
            var head = await LastOrdinal(database);
            await round.CancelAsync();
            await Task.WhenAll(appending);
            late += await LastOrdinal(database) - head;
        }

        return (int)late;
    }

    // Appends under one epoch until it is fenced, or until the round is over.
    private static async Task Append(PostgresJournal journal, int entity, long[] versions, long epoch, CancellationToken end)
    {
        try
        {
            while (!end.IsCancellationRequested)
                versions[entity] = (await journal.Append(Appends.To($"thing/{entity}", versions[entity], count: 1, shard: 7, epoch, owes: false, key: null)))[^1].SequenceNr;
        }
        catch (FencedException)
        {
            // As it should be.
        }
    }

    private static async Task<long> LastOrdinal(NpgsqlDataSource database)
    {
        await using var query = database.CreateCommand("SELECT coalesce(max(ordinal), 0) FROM event WHERE shard = 7");
        return (long)(await query.ExecuteScalarAsync())!;
    }

    private static async Task Run(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
