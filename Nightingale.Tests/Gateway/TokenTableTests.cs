using Nightingale.Actors.Journal;
using Nightingale.Gateway.Access;
using Nightingale.Gateway.Tokens;
using Npgsql;
using NUnit.Framework;

namespace Nightingale.Tests.Gateway;

/// <summary>The tokens of a cluster in a real PostgreSQL, each store that of another node.</summary>
public sealed class TokenTableTests
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
    public async Task What_one_node_makes_and_revokes_holds_on_the_others_once_they_have_read_it()
    {
        await using var ada = await Node();
        await using var ben = await Node();
        var (token, secret) = await ada.Create("alice", Role.Researcher, ["lab", "clinic"], _time.GetUtcNow().AddHours(1).ToOffset(TimeSpan.FromHours(2)), "user:root");
        Assert.That(ben.Find(secret), Is.Null, "the control: it has not read it yet");
        await ben.Refresh(default);

        var found = ben.Find(secret)!;
        Assert.That((found.Id, found.Name, found.Role, found.CreatedBy, found.ExpiresAt), Is.EqualTo((token.Id, "alice", Role.Researcher, "user:root", (DateTimeOffset?)_time.GetUtcNow().AddHours(1))));
        Assert.That(found.Accounts, Is.EqualTo(new[] { "lab", "clinic" }));

        Assert.That(await ben.Revoke(token.Id), Is.True);
        Assert.That((ben.Find(secret), ben.IsGood(token.Id)), Is.EqualTo(((Token?)null, false)));
        await ada.Refresh(default);
        Assert.That(ada.Find(secret), Is.Null);
        Assert.That(await ada.Revoke(token.Id), Is.False, "it is revoked once");
    }

    [Test]
    public async Task A_persons_token_has_its_scope_and_its_label_on_every_node()
    {
        await using var ada = await Node();
        await using var ben = await Node();
        var (token, secret) = await ada.CreateFor("alice", "plots", ["lab"], readOnly: true, expiresAt: null);
        await ben.Refresh(default);
        var found = ben.Find(secret)!;
        Assert.That((found.Id, found.Role, found.ReadOnly, found.Label, found.ExpiresAt), Is.EqualTo((token.Id, Role.Person, true, "plots", (DateTimeOffset?)null)));
        Assert.That(found.Accounts, Is.EqualTo(new[] { "lab" }));
    }

    [Test]
    public async Task Only_hashes_are_in_the_database_and_a_revoked_token_stays_on_record()
    {
        await using var store = await Node();
        var (token, secret) = await store.Create("alice", Role.Auditor, [], null, "user:root");
        store.Used(token);
        await store.SaveUses();
        await store.Revoke(token.Id);

        await using var query = _database.CreateCommand("SELECT token::text FROM token WHERE revoked_at IS NOT NULL AND last_used_at IS NOT NULL");
        Assert.That((string)(await query.ExecuteScalarAsync())!, Does.Contain(token.Hash).And.Not.Contain(secret[4..]));
    }

    [Test]
    public async Task The_last_use_is_the_last_on_any_node()
    {
        await using var ada = await Node();
        await using var ben = await Node();
        var (token, _) = await ada.Create("alice", Role.Auditor, [], null, "user:root");
        ada.Used(token);
        _time.Advance(TimeSpan.FromMinutes(1));
        ben.Used(token);
        await ben.SaveUses();
        await ada.SaveUses();
        await ada.Refresh(default);

        Assert.That(ada.All.Single().LastUsedAt, Is.EqualTo(_time.GetUtcNow()));
    }

    [Test]
    public async Task Of_nodes_that_start_at_once_one_makes_the_operators_token()
    {
        var nodes = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Node()));
        var made = await Task.WhenAll(nodes.Select(node => node.AddOperator(TokenStore.NewSecret(), "system:up", ifNone: true)));
        Assert.That(made.Count(first => first), Is.EqualTo(1));
        await nodes[0].Refresh(default);
        Assert.That(nodes[0].All, Has.Count.EqualTo(1));

        await nodes[0].Revoke(nodes[0].All[0].Id);
        Assert.That(await nodes[1].AddOperator(TokenStore.NewSecret(), "system:up", ifNone: true), Is.True, "nobody could get in any more");
        foreach (var node in nodes) await node.DisposeAsync();
    }

    [Test]
    public async Task A_node_that_cannot_read_the_tokens_for_a_while_believes_none()
    {
        await using var outcast = _shared.Connect("outcast");
        await using var store = await TokenStore.Open(new TokenTable(outcast), _time, GoodFor);
        var (token, secret) = await store.Create("alice", Role.Auditor, [], null, "user:root");
        await _shared.Banish("outcast");
        Assert.That(async () => await store.Refresh(default), Throws.TypeOf<TokenStoreException>());
        Assert.That(async () => await store.Create("bob", Role.Auditor, [], null, "user:root"), Throws.TypeOf<TokenStoreException>());
        _time.Advance(GoodFor);
        Assert.That(store.Find(secret), Is.Not.Null, "the control: up to then it does");

        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.That(() => store.Find(secret), Throws.TypeOf<TokenStoreException>().With.Message.Contains("none is believed"));
        Assert.That(store.IsGood(token.Id), Is.False);

        await _shared.Admit("outcast");
        await store.Refresh(default);
        Assert.That(store.Find(secret), Is.Not.Null);
    }

    private Task<TokenStore> Node() => TokenStore.Open(new TokenTable(_database), _time, GoodFor);
}
