using Nightingale.Actors.Journal;
using NUnit.Framework;

namespace Nightingale.Tests.Journal;

/// <summary>Checkpoints over the shards of all nodes, signed by whichever comes first.</summary>
public sealed class PostgresCheckpointTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);
    private JournalDatabase _journal = null!;

    [SetUp]
    public async Task MakeDatabase() => _journal = await JournalDatabase.Make();

    [TearDown]
    public ValueTask RemoveDatabase() => _journal.DisposeAsync();

    [Test]
    public async Task Of_several_nodes_one_signs_for_all_and_nothing_is_signed_twice()
    {
        var every = TimeSpan.FromSeconds(2);
        var nodes = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => _journal.Open(every)));
        for (var number = 0; number < 4; number++) await nodes[number].Append(Appends.To($"thing/{number}", 0, shard: number, epoch: 0));
        await Eventually.True(async () => (await Checkpoints(nodes[0])).Count > 0, Bound);
        await nodes[1].Append(Appends.To("thing/1", 1, shard: 1, epoch: 0));
        await Eventually.True(async () => (await _journal.Verify()).Uncovered == 0, Bound);

        var checkpoints = await Checkpoints(nodes[0]);
        Assert.That(checkpoints, Has.Count.EqualTo(2));
        Assert.That(checkpoints[0].Heads.Keys, Is.EquivalentTo(new[] { 0, 1, 2, 3 }));
        Assert.That(checkpoints[1].Heads.Keys, Is.EqualTo(new[] { 1 }));
        Assert.That(checkpoints[1].At - checkpoints[0].At, Is.GreaterThanOrEqualTo(every / 2 - TimeSpan.FromMilliseconds(1)));
        foreach (var node in nodes) await node.DisposeAsync();
        Assert.That((await _journal.Verify()).Checkpoints, Is.EqualTo(2), "a clean stop with nothing to sign signs nothing");
    }

    [Test]
    public async Task Nodes_that_sign_at_once_make_one_chain()
    {
        var nodes = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => _journal.Open()));
        await Task.WhenAll(nodes.Select(async (node, shard) =>
        {
            for (var version = 0; version < 10; version++)
            {
                await node.Append(Appends.To($"thing/{shard}", version, shard: shard, epoch: 0));
                await node.WriteCheckpoint();
            }
        }));

        var verification = await _journal.Verify();
        Assert.That((verification.Holds, verification.Events, verification.Uncovered), Is.EqualTo((true, 60L, 0L)), string.Join('\n', verification.Problems));
        foreach (var node in nodes) await node.DisposeAsync();
    }

    [Test]
    public async Task What_a_killed_node_left_unsigned_another_signs()
    {
        await using var ada = await _journal.Open();
        await ada.Append(Appends.To("a", 0, epoch: 0));
        Assert.That((await _journal.Verify()).Uncovered, Is.EqualTo(1), "the control: ada does not sign within the hour");

        await using var ben = await _journal.Open(TimeSpan.FromMilliseconds(100));
        await Eventually.True(async () => (await _journal.Verify()).Uncovered == 0, Bound);
    }

    [Test]
    public async Task A_clean_stop_leaves_nothing_unsigned_and_the_chain_goes_on_with_the_next_node()
    {
        for (var version = 0; version < 3; version++)
        {
            await using var journal = await _journal.Open();
            await journal.Append(Appends.To("a", version, epoch: 0));
        }

        var verification = await _journal.Verify();
        Assert.That((verification.Holds, verification.Checkpoints, verification.Uncovered), Is.EqualTo((true, 3L, 0L)));
    }

    [Test]
    public async Task A_moment_can_be_signed_though_nothing_happened()
    {
        await using var journal = await _journal.Open();
        await journal.Append(Appends.To("a", 0, epoch: 0));
        await journal.WriteCheckpoint();
        Assert.That(await journal.WriteCheckpoint(), Is.Null, "the control: by itself nothing is signed");
        await journal.SignNow();

        var verification = await _journal.Verify();
        Assert.That((verification.Holds, verification.Checkpoints), Is.EqualTo((true, 2L)));
    }

    [Test]
    public async Task A_folder_of_another_cluster_and_one_without_a_key_are_refused_and_change_nothing()
    {
        await (await _journal.Open()).DisposeAsync();
        using var other = new TemporaryFolder();
        Assert.That(() => _journal.Open(cluster: other.Path), Throws.TypeOf<JournalUnavailableException>().With.Message.Contains("has no checkpoint.pem"));
        CheckpointKeys.Make(other.Path);
        Assert.That(() => _journal.Open(cluster: other.Path), Throws.TypeOf<JournalUnavailableException>().With.Message.Contains("Use the folder that this cluster was made with"));

        await using var journal = await _journal.Open();
        Assert.That((await journal.Records().All()).OfType<JournalRecord.OfKey>().Count(), Is.EqualTo(1));
    }

    [Test]
    public async Task Who_may_only_read_verifies_and_writes_nothing()
    {
        await _journal.WriteHistory();
        await _journal.Change("CREATE ROLE auditor LOGIN; GRANT SELECT ON ALL TABLES IN SCHEMA public TO auditor");
        try
        {
            await using var asAuditor = Npgsql.NpgsqlDataSource.Create(new Npgsql.NpgsqlConnectionStringBuilder(_journal.Connections.ConnectionString) { Username = "auditor" });
            await using var journal = await PostgresJournal.OpenReadOnly(asAuditor);
            Assert.That((await JournalVerifier.Verify(journal.Records())).Problems, Is.Empty);
            Assert.That(() => journal.Append(Appends.To("a", 4)), Throws.TypeOf<JournalUnavailableException>().With.Message.Contains("for reading only"));
        }
        finally
        {
            await _journal.Change("DROP OWNED BY auditor; DROP ROLE auditor");
        }
    }

    private static async Task<List<Checkpoint>> Checkpoints(PostgresJournal journal) =>
        [.. (await journal.Records().All()).OfType<JournalRecord.OfCheckpoint>().Select(record => record.Checkpoint)];
}
