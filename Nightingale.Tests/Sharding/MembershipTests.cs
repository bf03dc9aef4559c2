using Nightingale.Actors.Journal;
using Nightingale.Actors.Sharding;
using Npgsql;
using NUnit.Framework;

namespace Nightingale.Tests.Sharding;

/// <summary>Who lives and who holds what, on a real PostgreSQL. Time passes by moving what the database remembers.</summary>
public sealed class MembershipTests
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(10);
    private static readonly int[] All = [.. Enumerable.Range(0, Shards.Count)];

    private NpgsqlDataSource _database = null!;
    private Membership _ada = null!;
    private Membership _ben = null!;

    [SetUp]
    public async Task TwoNodes()
    {
        _database = await PostgresServer.Database();
        await (await PostgresJournal.Open(new() { Database = _database })).DisposeAsync();
        (_ada, _ben) = (new(_database, "ada-1", Lease), new(_database, "ben-1", Lease));
        await _ada.Join("https://ada:7000");
        await _ben.Join("https://ben:7000");
    }

    [TearDown]
    public ValueTask Close() => _database.DisposeAsync();

    [Test]
    public async Task Of_nodes_that_want_a_shard_one_gets_it_under_a_new_epoch()
    {
        var taken = await Task.WhenAll(Enumerable.Range(0, 20).Select(attempt => (attempt % 2 == 0 ? _ada : _ben).Take(All)));

        Assert.That(taken.SelectMany(leases => leases).Select(lease => lease.Shard).Order(), Is.EqualTo(All));
        Assert.That(taken.SelectMany(leases => leases).Select(lease => lease.Epoch), Has.All.EqualTo(1));
        Assert.That(await _ada.Owners(), Has.Count.EqualTo(Shards.Count));
    }

    [Test]
    public async Task A_shard_in_which_an_append_hangs_keeps_nobody_from_taking_the_others()
    {
        await using var hung = await _database.OpenConnectionAsync();
        await using var append = await hung.BeginTransactionAsync();
        await using (var fence = new NpgsqlCommand("SELECT epoch FROM lease WHERE shard = 1 FOR SHARE", hung, append)) await fence.ExecuteScalarAsync();

        Assert.That(await _ben.Take([1, 2]).WaitAsync(TimeSpan.FromSeconds(20)), Is.EqualTo(new[] { new ShardLease(2, 1) }));
        await append.RollbackAsync();
        Assert.That(await _ben.Take([1, 2]), Is.EqualTo(new[] { new ShardLease(1, 1) }));
    }

    [Test]
    public async Task That_somebody_looked_is_no_news()
    {
        await _ada.Take([1]);
        await using var listener = await _database.OpenConnectionAsync();
        var heard = new List<string>();
        listener.Notification += (_, news) => heard.Add(news.Payload);
        await using (var listen = new NpgsqlCommand("LISTEN nightingale_cluster", listener)) await listen.ExecuteNonQueryAsync();

        await _ada.Renew();
        await _ada.Living();
        await _ben.Take([1]);
        await _ben.Release([1]);
        await using (var end = _database.CreateCommand("SELECT pg_notify('nightingale_cluster', 'the end')")) await end.ExecuteNonQueryAsync();
        while (heard.Count == 0) await listener.WaitAsync(new CancellationTokenSource(TimeSpan.FromSeconds(20)).Token);
        Assert.That(heard, Is.EqualTo(new[] { "the end" }));

        await _ada.Release([1]);
        while (heard.Count == 1) await listener.WaitAsync(new CancellationTokenSource(TimeSpan.FromSeconds(20)).Token);
        Assert.That(heard[^1], Is.Empty, "the control: a change is");
    }

    [Test]
    public async Task Shards_that_end_while_others_are_freed_are_freed_together()
    {
        await _ada.Take([1, 2, 3]);
        var release = new LeaseRelease(_ada, CancellationToken.None);
        Task first, second, third;
        await using (var held = await _database.OpenConnectionAsync())
        {
            await using var append = await held.BeginTransactionAsync();
            await using (var fence = new NpgsqlCommand("SELECT epoch FROM lease WHERE shard = 1 FOR SHARE", held, append)) await fence.ExecuteScalarAsync();
            first = release.Release(1);
            await Eventually.True(async () => await Waiting() == 1, TimeSpan.FromSeconds(20));
            (second, third) = (release.Release(2), release.Release(3));
            Assert.That(third, Is.SameAs(second), "one commit for both");
            Assert.That((first.IsCompleted, second.IsCompleted), Is.EqualTo((false, false)));
        }

        await Task.WhenAll(first, third).WaitAsync(TimeSpan.FromSeconds(20));
        Assert.That(await _ada.Owners(), Is.Empty);
    }

    [Test]
    public async Task A_release_that_fails_keeps_no_other_from_being_made()
    {
        await _ada.Take([1]);
        using var over = new CancellationTokenSource();
        var release = new LeaseRelease(_ada, over.Token);
        await over.CancelAsync();
        Assert.That(async () => await release.Release(1), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(async () => await release.Release(1), Throws.InstanceOf<OperationCanceledException>(), "it was tried again, and told so");
        Assert.That(await _ada.Owners(), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task What_is_held_is_not_taken_and_what_is_released_is()
    {
        await _ada.Take([1, 2]);
        Assert.That(await _ben.Take([1, 2]), Is.Empty);

        await _ben.Release([2]);
        Assert.That(await _ben.Take([2]), Is.Empty, "only who holds it can release it");
        await _ada.Release([2]);
        Assert.That(await _ben.Take([1, 2]), Is.EqualTo(new[] { new ShardLease(2, 2) }));
    }

    [Test]
    public async Task Who_did_not_renew_in_time_is_buried_and_its_shards_are_free()
    {
        await _ada.Take([1]);
        await Pass(Lease - TimeSpan.FromSeconds(1));
        Assert.That(await _ben.Renew(), Is.True);
        Assert.That(await _ben.Living(), Has.Count.EqualTo(2), "not yet");
        await Pass(TimeSpan.FromSeconds(2));

        Assert.That((await _ben.Living()).Select(node => node.Id), Is.EqualTo(new[] { "ben-1" }));
        Assert.That(await _ben.Take([1]), Is.EqualTo(new[] { new ShardLease(1, 2) }));
    }

    [Test]
    public async Task Who_is_late_cannot_renew_nor_take_buried_or_not()
    {
        await Pass(Lease + TimeSpan.FromSeconds(1));
        Assert.That(await _ada.Renew(), Is.False, "it would have been buried");
        Assert.That(await _ada.Take([1]), Is.Empty);
        await _ben.Living();
        Assert.That(await _ada.Renew(), Is.False);
        await _ada.Join("https://ada:7000");
        Assert.That(await _ada.Renew(), Is.True, "the control: a member that is in time renews");
    }

    [Test]
    public async Task A_node_that_leaves_frees_its_shards_at_once_and_one_that_drains_is_told()
    {
        await _ada.Take([1]);
        Assert.That(await _ben.Drain("ada-1", draining: true), Is.True);
        Assert.That((await _ben.Living()).Where(node => node.Draining).Select(node => node.Id), Is.EqualTo(new[] { "ada-1" }));
        Assert.That(await _ben.Drain("nobody", draining: true), Is.False);

        await _ada.Leave();
        Assert.That(await _ben.Take([1]), Is.EqualTo(new[] { new ShardLease(1, 2) }));
    }

    [Test]
    public async Task With_its_renewal_a_node_tells_what_it_has_to_do()
    {
        await _ada.Take([1, 2]);
        Assert.That(await _ada.Renew(new(Entities: 5, Runs: 2, EventsSeen: 0)), Is.True);
        var status = await ClusterStatus.Read(_database);
        var (ada, ben) = (status.Nodes[0], status.Nodes[1]);
        Assert.That((ada.Id, ada.Shards, ada.Epoch, ada.Entities, ada.Runs), Is.EqualTo(("ada-1", 2, 1L, 5, 2)));
        Assert.That((ben.Shards, ben.Entities, status.Free), Is.EqualTo((0, 0, Shards.Count - 2)));
        Assert.That(ada.Lag, Is.LessThanOrEqualTo(ben.Lag));
    }

    private async Task Pass(TimeSpan time)
    {
        await using var command = _database.CreateCommand("UPDATE node SET expires_at = expires_at - $1");
        command.Parameters.Add(new() { Value = time });
        await command.ExecuteNonQueryAsync();
    }

    private async Task<long> Waiting()
    {
        await using var query = _database.CreateCommand("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'");
        return (long)(await query.ExecuteScalarAsync())!;
    }
}
