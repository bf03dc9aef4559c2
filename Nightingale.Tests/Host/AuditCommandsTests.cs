using System.Text.Json.Nodes;
using NUnit.Framework;

namespace Nightingale.Tests.Host;

public sealed class AuditCommandsTests : CommandTest
{
    [TestCase(true, 0)]
    [TestCase(false, 1)]
    public async Task Verifying_fails_where_the_journal_does_not_hold(bool intact, int exit)
    {
        Server.Answers("GET /healthz", new JsonObject { ["status"] = "alive" });
        Server.Answers("GET /api/v1/journal/verify", new JsonObject
        {
            ["intact"] = intact,
            ["events"] = 7,
            ["entities"] = 2,
            ["firstProblem"] = intact ? null : "account/lab 3 was edited.",
        });
        var ran = await Run("journal", "verify");
        Assert.That(ran.Exit, Is.EqualTo(exit), ran.Error);
        Assert.That(ran.Output, Does.Contain(intact ? "7 events of 2 entities" : "account/lab 3 was edited."));
        Assert.That((await Run("journal", "verify", "--json")).Json["events"]!.GetValue<int>(), Is.EqualTo(7));
        Assert.That((await Run("journal", "verify", "--expect", "00ff")).Exit, Is.EqualTo(2), "a node's word for itself proves nothing");
    }

    [Test]
    public async Task A_stopped_nodes_journal_is_read_from_its_files()
    {
        await Server.DisposeAsync();
        var ran = await Run("journal", "list");
        Assert.That(ran.Exit, Is.EqualTo(1));
        Assert.That(ran.Error, Does.Contain("journal").And.Not.Contain("No server answers"));
    }

    [Test]
    public async Task Events_and_export_of_a_running_node_come_over_its_API()
    {
        Server.Answers("GET /healthz", new JsonObject { ["status"] = "alive" });
        var happened = new JsonObject { ["sequence"] = 1, ["at"] = "2026-03-01T09:00:00Z", ["type"] = "account.opened.v1", ["principal"] = "ada", ["data"] = new JsonObject { ["id"] = "lab" } };
        Server.Answers("GET /api/v1/journal/entities/account/lab/events", Page(happened));
        Assert.That((await Run("journal", "show", "account/lab")).Output, Does.Contain("account.opened.v1").And.Contain("""{"id":"lab"}"""));
        Server.Answers("GET /api/v1/journal/export", "{\"a\":1}\n{\"a\":2}\n", type: "application/x-ndjson");
        Assert.That((await Run("journal", "export")).Output, Is.EqualTo("{\"a\":1}\n{\"a\":2}\n"));
    }

    [Test]
    public async Task A_replay_until_neither_number_nor_time_is_a_usage_error() =>
        Assert.That((await Run("journal", "replay", "account/lab", "--until", "yesterday-ish")).Exit, Is.EqualTo(2));

    [Test]
    public async Task A_tokens_secret_goes_to_output_alone_so_that_a_file_can_take_it()
    {
        Server.Answers("POST /api/v1/tokens", new JsonObject { ["token"] = new JsonObject { ["id"] = "7f3a" }, ["secret"] = "s3cret" }, 201);
        var ran = await Run("token", "add", "ada", "--account", "lab", "--account", "clinic");
        Assert.That(ran.Output, Is.EqualTo("s3cret\n"), ran.Error);
        Assert.That(ran.Error, Does.Contain("7f3a").And.Not.Contain("s3cret"));
        Assert.That(Server.Requests.Single().Body, Is.EqualTo("""{"name":"ada","role":"researcher","accounts":["lab","clinic"]}"""));
    }

    [Test]
    public async Task A_token_is_revoked_by_its_id()
    {
        Server.Answers("DELETE /api/v1/tokens/7f3a", null, 204);
        Assert.That((await Run("token", "revoke", "7f3a")).Exit, Is.Zero);
    }

    [Test]
    public async Task Usage_and_balance_are_told_in_the_accounts_currency()
    {
        Server.Answers("GET /api/v1/accounts/lab/balance", Balance()).Answers("POST /api/v1/accounts/lab/grants", Balance()).Answers("POST /api/v1/accounts", Balance(), 201);
        Server.Answers("GET /api/v1/accounts/lab/usage?from=2026-03-01", new JsonObject
        {
            ["from"] = "2026-03-01",
            ["to"] = "2026-03-31",
            ["currency"] = "EUR",
            ["total"] = 0.125m,
            ["days"] = new JsonArray(new JsonObject { ["day"] = "2026-03-02", ["instance"] = Id, ["seconds"] = 60, ["amount"] = 0.125m }),
        });
        Assert.That((await Run("account", "balance", "lab")).Output, Does.Contain("9.875 EUR left"));
        Assert.That((await Run("account", "usage", "lab", "--from", "2026-03-01")).Output, Does.Contain(Id).And.Contain("Total 0.125 EUR"));
        Assert.That((await Run("account", "grant", "lab", "10", "--note", "Grant 4711")).Exit, Is.Zero);
        Assert.That(Server.Requests.Last().Body, Is.EqualTo("""{"amount":10,"note":"Grant 4711"}"""));
        Assert.That((await Run("account", "open", "lab", "The lab", "--currency", "EUR")).Output, Does.StartWith("lab (The lab)"));
        Assert.That(Server.Requests.Last().Body, Is.EqualTo("""{"id":"lab","name":"The lab","currency":"EUR"}"""));
    }

    private static JsonObject Balance() => new()
    {
        ["account"] = "lab",
        ["name"] = "The lab",
        ["currency"] = "EUR",
        ["credit"] = 10,
        ["charged"] = 0.125m,
        ["balance"] = 9.875m,
    };
}
