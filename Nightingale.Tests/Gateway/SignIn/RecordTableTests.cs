using Nightingale.Actors.Journal;
using Nightingale.Gateway.Access;
using Nightingale.Gateway.Keeping;
using Nightingale.Gateway.People;
using Nightingale.Gateway.Sessions;
using Npgsql;
using NUnit.Framework;

namespace Nightingale.Tests.Gateway.SignIn;

/// <summary>The people and sessions of a cluster in a real PostgreSQL, each store that of another node.</summary>
public sealed class RecordTableTests
{
    private static readonly TimeSpan GoodFor = TimeSpan.FromSeconds(10);

    private readonly ManualTime _time = new();
    private PostgresServer.Shared _shared = null!;
    private NpgsqlDataSource _database = null!;

    [SetUp]
    public async Task Open()
    {
        _shared = await PostgresServer.SharedDatabase();
        _database = _shared.Connect();
        await (await PostgresJournal.Open(new() { Database = _database })).DisposeAsync();
    }

    [TearDown]
    public async Task Close()
    {
        await _database.DisposeAsync();
        await _shared.DisposeAsync();
    }

    [Test]
    public async Task A_session_is_good_on_every_node_and_is_ended_on_every_node()
    {
        using var ada = await Node();
        using var ben = await Node();
        var (session, cookie) = await ada.Sessions.Begin("alice", "passkey", "10.0.0.1", null);
        Assert.That(ben.Sessions.Use(cookie), Is.Null, "the control: it has not read it yet");
        await ben.Refresh(default);
        Assert.That(ben.Sessions.Use(cookie)?.Id, Is.EqualTo(session.Id));

        await ben.Sessions.End(other => other.Person == "alice");
        await ada.Refresh(default);
        Assert.That((ada.Sessions.Use(cookie), ada.Sessions.IsGood(session.Id)), Is.EqualTo(((Session?)null, false)));
    }

    [Test]
    public async Task What_several_nodes_change_at_once_is_changed_by_each()
    {
        var nodes = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Node()));
        var alice = new Person("alice", "Alice", SystemRole.Auditor, _time.GetUtcNow(), "user:root") { ExternalLogins = [new("orcid", "0000-1")], PasswordHash = "x" };
        Assert.That(await nodes[0].Store.Add(alice), Is.True);
        foreach (var node in nodes) await node.Refresh(default);
        Assert.That(await nodes[1].Store.Add(alice), Is.False);

        await Task.WhenAll(nodes.Select(node => node.Store.Change("alice", person => person with { LockOut = person.LockOut.Failed(_time.GetUtcNow()) })));
        await nodes[0].Refresh(default);
        var now = nodes[0].Store.Find(new ExternalLogin("orcid", "0000-1"))!;
        Assert.That((now.LockOut.Failures, now.Version, now.Role, now.DisplayName), Is.EqualTo((4, 5L, SystemRole.Auditor, "Alice")));
        foreach (var node in nodes) node.Dispose();
    }

    [Test]
    public async Task A_record_of_a_newer_version_opens_nothing_and_is_not_overwritten()
    {
        using var node = await Node();
        await node.Store.Add(new("alice", "Alice", SystemRole.Auditor, _time.GetUtcNow(), "user:root"));
        await using (var newer = _database.CreateCommand("UPDATE person SET format = 2 WHERE key = 'alice'")) await newer.ExecuteNonQueryAsync();
        Assert.That(await node.Store.Change("alice", person => person with { DisplayName = "Eve" }), Is.Null);
        Assert.That(node.Store.Find("alice"), Is.Null);
    }

    [Test]
    public async Task A_node_that_cannot_read_for_a_while_believes_nobody()
    {
        await using var outcast = _shared.Connect("outcast");
        using var node = await Node(outcast);
        var (session, cookie) = await node.Sessions.Begin("alice", "password", null, null);
        await _shared.Banish("outcast");
        Assert.That(async () => await node.Refresh(default), Throws.TypeOf<KeepException>());
        _time.Advance(GoodFor);
        Assert.That(node.Sessions.Use(cookie), Is.Not.Null, "the control: up to then it does");
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.That(() => node.Sessions.Use(cookie), Throws.TypeOf<KeepException>());
        Assert.That(node.Sessions.IsGood(session.Id), Is.False);
    }

    private Task<PeopleServices> Node(NpgsqlDataSource? database = null) => PeopleServices.Open(
        new RecordTable<Person>(database ?? _database, "person"), new RecordTable<Session>(database ?? _database, "session"), new byte[32], TestGateway.QuickSignIn, _time, GoodFor);
}
