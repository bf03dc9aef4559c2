using Nightingale.Actors.Journal;
using Npgsql;
using NUnit.Framework;

namespace Nightingale.Tests.Journal.Backup;

/// <summary>Backups that are taken while appends go on, restored elsewhere.</summary>
public sealed class BackupTests
{
    private OwnServer _server = null!;
    private NpgsqlDataSource _database = null!;
    private PostgresJournal _journal = null!;

    [SetUp]
    public async Task Open()
    {
        _server = await OwnServer.Empty();
        _database = _server.Connect();
        _journal = await PostgresJournal.Open(new() { Database = _database });
    }

    [TearDown]
    public async Task Close()
    {
        await _journal.DisposeAsync();
        await _database.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Test]
    public async Task A_dump_under_load_holds_what_was_acknowledged_before_it_began_and_can_be_appended_to()
    {
        await using var restored = await OwnServer.Empty();
        var before = await UnderLoad(async () => await restored.Restore(await _server.Dump()));
        await IsWhole(restored, before);
    }

    [Test]
    public async Task A_base_backup_under_load_holds_what_was_acknowledged_before_it_began_and_can_be_appended_to()
    {
        await using var restored = await OwnServer.Nowhere();
        var before = await UnderLoad(() => _server.BaseBackup(restored));
        await restored.Start();
        await IsWhole(restored, before);
    }

    [Test]
    public async Task Control_files_copied_from_a_running_server_lose_what_was_acknowledged()
    {
        await Run(_database, "CHECKPOINT");
        await _journal.Append(Appends.To("thing/1", 0, count: 5, epoch: 0));
        await using var copy = await OwnServer.Nowhere();

        // As `cp -r` may do it: the tables first, and the file that says from where to recover after the server wrote it anew.
        await OwnServer.ProgramRun("cp", "-a", _server.Data, copy.Data);
        await Run(_database, "CHECKPOINT");
        string[] later = ["global", "pg_wal", "pg_xact"];
        foreach (var part in later)
        {
            Directory.Delete(Path.Combine(copy.Data, part), recursive: true);
            await OwnServer.ProgramRun("cp", "-a", Path.Combine(_server.Data, part), copy.Data);
        }

        File.Delete(Path.Combine(copy.Data, "postmaster.pid"));
        await copy.Start();
        await using var database = copy.Connect();
        await using var journal = await PostgresJournal.Open(new() { Database = database });
        Assert.That(await journal.Read("thing/1").All(), Is.Empty, "acknowledged, and gone without a word");
    }

    [Test]
    public async Task Control_a_dump_that_was_cut_off_is_refused_and_an_event_that_is_missing_from_one_is_named()
    {
        await UnderLoad(() => Task.CompletedTask);
        var dump = await _server.Dump();
        await using var restored = await OwnServer.Empty();
        await restored.Restore(dump);
        await using var database = restored.Connect();
        await Run(database, "DELETE FROM event WHERE shard = 3 AND ordinal = 11");
        await using var journal = await PostgresJournal.Open(new() { Database = database });
        var verification = await Verify(journal);
        Assert.That(verification.Problems.Select(problem => (problem.Shard, problem.Ordinal)), Is.EqualTo(new (int?, long?)[] { (3, 11) }));

        await using (var cut = new FileStream(dump, FileMode.Open)) cut.SetLength(cut.Length * 3 / 4);
        Assert.That(async () => await restored.Restore(dump), Throws.InvalidOperationException);
    }

    [Test]
    public async Task A_node_that_ran_on_while_an_older_backup_was_restored_is_fenced_when_the_epochs_were_raised()
    {
        await RestoreOlder();
        await _server.RaiseEpochs();

        Assert.That(async () => await _journal.Append(Appends.To("thing/1", 8, epoch: 0)), Throws.TypeOf<FencedException>());
        await _journal.Append(Appends.To("thing/1", 5, epoch: 1_000_000));
        Assert.That((await Verify(_journal)).Problems, Is.Empty);
    }

    [Test]
    public async Task Control_without_that_it_writes_on_behind_a_gap()
    {
        await RestoreOlder();
        await _journal.Append(Appends.To("thing/1", 8, epoch: 0));
        Assert.That((await Verify(_journal)).Problems.Select(problem => (problem.Shard, problem.Ordinal)), Does.Contain(((int?)7, (long?)6)));
    }

    private static async Task IsWhole(OwnServer restored, IReadOnlyDictionary<string, long> acknowledged)
    {
        await using var database = restored.Connect();
        await using var journal = await PostgresJournal.Open(new() { Database = database });
        var verification = await Verify(journal);
        Assert.That(verification.Problems, Is.Empty);
        Assert.That(verification.Events, Is.GreaterThanOrEqualTo(acknowledged.Values.Sum()));
        Assert.That(acknowledged, Has.Count.GreaterThan(10));
        foreach (var (entity, sequenceNr) in acknowledged)
        {
            var last = await journal.HighestSequenceNr(entity);
            Assert.That(last, Is.GreaterThanOrEqualTo(sequenceNr), entity);
            var shard = (await journal.Read(entity, last).All())[0].Shard;
            await journal.Append(Appends.To(entity, last, shard: shard, epoch: 0));
        }

        Assert.That((await Verify(journal)).Problems, Is.Empty);
    }

    private static async Task<Verification> Verify(PostgresJournal journal)
    {
        return await JournalVerifier.Verify(Records());

        async IAsyncEnumerable<JournalRecord> Records()
        {
            foreach (var shard in (await journal.Heads()).Keys.Order())
                await foreach (var stored in journal.ReadShard(shard, afterOrdinal: 0)) yield return new JournalRecord.OfEvent(stored);
        }
    }

    private static async Task Run(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    /// <returns>What was acknowledged when the backup began; more was while it was taken.</returns>
    private async Task<IReadOnlyDictionary<string, long>> UnderLoad(Func<Task> backup)
    {
        await using var load = new Load(_journal);
        await load.Goes(on: 50);
        var before = load.Acknowledged();
        await backup();
        await load.Goes(on: 10);
        return before;
    }

    private async Task RestoreOlder()
    {
        await _journal.Append(Appends.To("thing/1", 0, count: 5, epoch: 0));
        var dump = await _server.Dump();
        await _journal.Append(Appends.To("thing/1", 5, count: 3, epoch: 0));
        await _server.Restore(dump);
    }
}
