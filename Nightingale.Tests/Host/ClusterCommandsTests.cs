using Nightingale.Actors.Journal;
using Nightingale.Actors.Sharding;
using Nightingale.Tests.Journal;
using NUnit.Framework;

namespace Nightingale.Tests.Host;

/// <summary>What operators ask of a cluster, on a real PostgreSQL.</summary>
public sealed class ClusterCommandsTests : CommandTest
{
    private PostgresServer.Shared _database = null!;

    [SetUp]
    public async Task WriteHistory()
    {
        _database = await PostgresServer.SharedDatabase();
        await using var source = _database.Connect();
        await using var journal = await PostgresJournal.Open(new() { Database = source, Writers = 1 });
        var member = new Membership(source, "ada-00000000", TimeSpan.FromMinutes(10));
        await member.Join("https://ada:7000");
        await member.Take([7]);
        await journal.Append(Appends.To("a", 0, count: 3));
    }

    [TearDown]
    public ValueTask Close() => _database.DisposeAsync();

    [Test]
    public async Task A_database_that_holds_is_said_to_and_one_that_does_not_ends_in_1_with_the_first_bad_event()
    {
        var whole = await Ask("verify");
        Assert.That((whole.Exit, whole.Error), Is.EqualTo((0, "")));
        Assert.That(whole.Output, Does.Contain("holds   the hash chains are whole").And.Contain("Everything holds: 3 events of 1 entities"));

        await Change("UPDATE event SET principal = 'user:mallory' WHERE sequence_nr = 2");
        var broken = await Ask("verify");
        Assert.That(broken.Exit, Is.EqualTo(1));
        Assert.That(broken.Output, Does.Contain("BROKEN  the hash chains are whole: a event 2 (shard 7, ordinal 2)").And.Contain("does not hold"));

        var json = await Ask("verify", "--json");
        Assert.That((json.Exit, (bool)json.Json["holds"]!), Is.EqualTo((1, false)));
        var bad = json.Json["invariants"]!.AsArray().Single(invariant => !(bool)invariant!["holds"]!)!["firstBad"]!;
        Assert.That(((string)bad["entity"]!, (int)bad["sequence"]!, (int)bad["shard"]!, (int)bad["ordinal"]!), Is.EqualTo(("a", 2, 7, 2)));
    }

    private Task<Ran> Ask(string what, params string[] more) => RunAs(["cluster", what, "--database", _database.ConnectionString, .. more]);

    private async Task Change(string sql)
    {
        await using var source = _database.Connect();
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
