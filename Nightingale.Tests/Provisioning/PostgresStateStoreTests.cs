using System.Text;
using Nightingale.Actors.Instances;
using Nightingale.Actors.Journal;
using Nightingale.Actors.Provisioning;
using Nightingale.Actors.Sharding;
using Npgsql;
using NUnit.Framework;

namespace Nightingale.Tests.Provisioning;

/// <summary>Terraform's states in a real PostgreSQL, written by nodes that come and go.</summary>
public sealed class PostgresStateStoreTests
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);
    private static readonly InstanceId Id = new(new Guid("0193a5a0-0000-7000-8000-000000000004"));
    private static readonly int Shard = Shards.Of($"{InstanceId.Kind}/{Id}");

    private NpgsqlDataSource _database = null!;

    [SetUp]
    public async Task Open()
    {
        _database = await PostgresServer.Database();
        await (await PostgresJournal.Open(new() { Database = _database })).DisposeAsync();
    }

    [TearDown]
    public ValueTask Close() => _database.DisposeAsync();

    [Test]
    public async Task What_the_holder_of_the_shard_writes_every_node_reads_until_it_is_deleted()
    {
        var store = Store(await Take("ada"));
        Assert.That(await store.Read(Id, default), Is.Null);
        Assert.That(await store.Write(Id, State(3, "a state"), default), Is.True);

        var read = await Store(epoch: null).Read(Id, default);
        Assert.That((read!.Run, Encoding.UTF8.GetString(read.Content.Span)), Is.EqualTo((3, "a state")));
        Assert.That(await Stored(), Does.Not.Contain("a state"), "it is encrypted");

        await store.Delete(Id, default);
        Assert.That(await store.Read(Id, default), Is.Null);
    }

    [Test]
    public async Task An_older_run_is_refused()
    {
        var store = Store(await Take("ada"));
        await store.Write(Id, State(2, "new"), default);
        Assert.That(await store.Write(Id, State(1, "old"), default), Is.False);
        Assert.That(await store.Write(Id, State(2, "newer"), default), Is.True);
    }

    [Test]
    public async Task A_run_whose_node_lost_the_shard_changes_nothing_even_if_it_is_the_same_run()
    {
        var ada = Store(await Take("ada"));
        await ada.Write(Id, State(2, "ada's"), default);
        await new Membership(_database, "ada", Lease).Leave();
        var ben = Store(await Take("ben"));

        Assert.That(await ada.Write(Id, State(2, "too late"), default), Is.False);
        await ada.Delete(Id, default);
        Assert.That(await Store(epoch: null).Write(Id, State(2, "nobody's"), default), Is.False);
        Assert.That(Encoding.UTF8.GetString((await ben.Read(Id, default))!.Content.Span), Is.EqualTo("ada's"));
        Assert.That(await ben.Write(Id, State(2, "ben's"), default), Is.True, "the control");
    }

    private static StoredState State(long run, string text) => new(run, Encoding.UTF8.GetBytes(text));

    private PostgresStateStore Store(long? epoch) => new(_database, ProvisioningNode.MasterKey, _ => epoch is null ? null : (Shard, epoch.Value));

    private async Task<long> Take(string node)
    {
        var membership = new Membership(_database, node, Lease);
        await membership.Join("http://127.0.0.1:1");
        return (await membership.Take([Shard]))[0].Epoch;
    }

    private async Task<string> Stored()
    {
        await using var query = _database.CreateCommand("SELECT encode(sealed, 'escape') FROM terraform_state");
        return (string)(await query.ExecuteScalarAsync())!;
    }
}
