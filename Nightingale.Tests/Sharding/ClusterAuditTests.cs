using Nightingale.Actors.Journal;
using Nightingale.Actors.Sharding;
using Nightingale.Tests.Journal;
using Npgsql;
using NUnit.Framework;

namespace Nightingale.Tests.Sharding;

/// <summary>Every way of breaking what must always hold in a cluster's database is found, on a real PostgreSQL, and the first bad event is named.</summary>
public sealed class ClusterAuditTests
{
    private const string Chains = "hash chains and signed checkpoints are whole";
    private const string Columns = "persistence_id, sequence_nr, shard, ordinal, epoch, at, manifest, payload, principal, command_key, payload_hash, hash";

    private NpgsqlDataSource _database = null!;

    /// <summary>Shard 7: a1 b1 a2 under epoch 1, b2 a3 b3 a4 under epoch 2. Shard 8: c1 c2 under epoch 1.</summary>
    [SetUp]
    public async Task WriteHistory()
    {
        _database = await PostgresServer.Database();
        await using var journal = await PostgresJournal.Open(new() { Database = _database, Writers = 1 });
        var member = new Membership(_database, "ada-00000000", TimeSpan.FromMinutes(10));
        await member.Join("https://ada:7000");
        await member.Take([7, 8]);
        foreach (var (id, version) in new[] { ("a", 0), ("b", 0), ("a", 1) }) await journal.Append(Appends.To(id, version));
        await journal.Append(Appends.To("c", 0, count: 2, shard: 8));
        await member.Release([7]);
        await member.Take([7]);
        foreach (var (id, version) in new[] { ("b", 1), ("a", 2), ("b", 2), ("a", 3) }) await journal.Append(Appends.To(id, version, epoch: 2));
    }

    [TearDown]
    public ValueTask Close() => _database.DisposeAsync();

    [Test]
    public async Task Control_what_nobody_touched_holds()
    {
        var audit = await ClusterAudit.Run(_database);
        Assert.That(audit.Invariants.Where(invariant => invariant.Broken is not null), Is.Empty);
        Assert.That((audit.Holds, audit.Journal.Events, audit.Journal.Entities, audit.Invariants.Count), Is.EqualTo((true, 9L, 3L, 6)));
    }

    [TestCaseSource(nameof(Tamperings))]
    public async Task What_breaks_an_invariant_is_found_and_the_first_bad_event_named(string sql, string invariant, string first)
    {
        await Change(sql);
        var audit = await ClusterAudit.Run(_database);
        Assert.That(audit.Holds, Is.False);
        Assert.That($"{audit.Invariants.Single(one => one.Name == invariant).Broken}", Is.EqualTo(first));
    }

    [Test]
    public async Task An_end_that_was_cut_off_is_missed_by_its_checkpoint_alone()
    {
        using var folder = new TemporaryFolder();
        CheckpointKeys.Make(folder.Path);
        await using (var journal = await PostgresJournal.Open(new() { Database = _database, KeysFolder = folder.Path })) await journal.WriteCheckpoint();
        var signed = await ClusterAudit.Run(_database);
        Assert.That((signed.Holds, signed.Journal.SignedAt is not null, signed.Journal.Uncovered), Is.EqualTo((true, true, 0L)));

        const string cut = "DELETE FROM event WHERE shard = 7 AND ordinal > 5";
        await Change(cut);
        Assert.That((await ClusterAudit.Run(_database)).Invariants.Single(one => one.Name == Chains).Broken?.Shard, Is.EqualTo(7));
        await Change("DELETE FROM checkpoint_head; DELETE FROM checkpoint");
        Assert.That((await ClusterAudit.Run(_database)).Holds, Is.True, "the control: nothing else could tell");
    }

    [Test]
    public async Task Who_may_only_read_can_look()
    {
        await using (var name = _database.CreateCommand("SELECT current_database()"))
            await Change($"ALTER DATABASE {await name.ExecuteScalarAsync()} SET default_transaction_read_only = on");
        _database.Clear();
        Assert.That(() => Change("DELETE FROM event"), Throws.TypeOf<PostgresException>(), "the control: nobody can write");
        Assert.That((await ClusterAudit.Run(_database)).Holds, Is.True);
    }

    private static IEnumerable<TestCaseData> Tamperings()
    {
        const string a3 = "WHERE persistence_id = 'a' AND sequence_nr = 3";
        yield return Case("a payload", $"UPDATE event SET payload = '{{}}' {a3}", Chains, "a event 3 (shard 7, ordinal 5): its payload was changed");
        yield return Case("who did it", $"UPDATE event SET principal = 'user:mallory' {a3}", Chains, "a event 3 (shard 7, ordinal 5): its hash does not hold: something in it was changed, or the event before it was");
        yield return Case("a payload emptied", $"UPDATE event SET payload = '' {a3}", Chains, "a event 3 (shard 7, ordinal 5): its payload is gone, and no retention removed it");
        yield return Case("a time that cannot be", $"UPDATE event SET at = 9223372036854775807 {a3}", Chains, "Event 3 of a (shard 7, ordinal 5) is not readable: a value in it cannot be. The verification ends here.");
        yield return Case("an epoch that fell", $"UPDATE event SET epoch = 1 {a3}", "epochs never fall in the order of ordinals", "a event 3 (shard 7, ordinal 5): its epoch 1 is older than epoch 2 of the event before it: two nodes wrote");
        yield return Case("an epoch that nobody had", "UPDATE event SET epoch = 3 WHERE persistence_id = 'a' AND sequence_nr = 4", "no event is of an epoch that no lease gave out", "a event 4 (shard 7, ordinal 7): it is of epoch 3, and the lease of its shard is at 2");
        yield return Case("an event removed, its shard", "DELETE FROM event WHERE persistence_id = 'b' AND sequence_nr = 2", "the ordinals of a shard have no gap", "a event 3 (shard 7, ordinal 5): it follows ordinal 3 of its shard");
        yield return Case("an event removed, its entity", "DELETE FROM event WHERE persistence_id = 'b' AND sequence_nr = 2", "the numbers of an entity have no gap", "b event 3 (shard 7, ordinal 6): it follows event 1 of its entity");
        yield return Case("an event removed and the gaps closed",
            "DELETE FROM event WHERE persistence_id = 'b' AND sequence_nr = 2; UPDATE event SET ordinal = -ordinal WHERE shard = 7 AND ordinal > 4; UPDATE event SET ordinal = -ordinal - 1 WHERE ordinal < 0; UPDATE event SET sequence_nr = 2 WHERE persistence_id = 'b' AND sequence_nr = 3",
            Chains,
            "a event 3 (shard 7, ordinal 4): its hash does not hold: something in it was changed, or the event before it was");
        yield return Case("an event inserted", $"INSERT INTO event ({Columns}) SELECT 'd', 1, 7, 8, epoch, at, manifest, payload, principal, command_key, payload_hash, hash FROM event {a3}", Chains, "d event 1 (shard 7, ordinal 8): its hash does not hold: something in it was changed, or the event before it was");
        yield return Case("two events swapped",
            "UPDATE event SET ordinal = -ordinal WHERE shard = 7 AND ordinal IN (4, 5); UPDATE event SET ordinal = 9 + ordinal WHERE ordinal < 0",
            Chains,
            "a event 3 (shard 7, ordinal 4): its hash does not hold: something in it was changed, or the event before it was");
        yield return Case("a second owner", "ALTER TABLE lease DROP CONSTRAINT lease_pkey; INSERT INTO lease VALUES (7, 2, 'ben-00000000')", "each shard has one lease and one owner", "shard 7: it has 2 leases: ada-00000000, ben-00000000");
        yield return Case("a lease removed", "DELETE FROM lease WHERE shard = 9", "each shard has one lease and one owner", "shard 9: it has no lease");
    }

    private static TestCaseData Case(string name, string sql, string invariant, string first) => new TestCaseData(sql, invariant, first).SetArgDisplayNames(name);

    private async Task Change(string sql)
    {
        await using var command = _database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
