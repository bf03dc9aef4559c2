using System.Text.Json.Nodes;
using NUnit.Framework;

namespace Nightingale.Tests.Host;

public sealed class ServerTests : CommandTest
{
    [Test]
    public async Task A_problem_is_told_with_what_happened_why_and_each_field()
    {
        Server.Refuses("POST /api/v1/instances", 422, "invalid", "Some values do not hold.", "See errors.", new() { ["size.cpus"] = new JsonArray("Must be at most 48.") });
        var ran = await Run("instance", "launch", "scan");
        Assert.That(ran.Exit, Is.EqualTo(1));
        Assert.That(ran.Error, Is.EqualTo("Some values do not hold. See errors.\n  size.cpus: Must be at most 48.\n"));
    }

    [Test]
    public async Task A_server_that_cannot_be_reached_is_named_with_a_way_out()
    {
        var ran = await RunAs(["instance", "list", "--url", "http://127.0.0.1:1"]);
        Assert.That(ran.Exit, Is.EqualTo(1));
        Assert.That(ran.Error, Does.Contain("http://127.0.0.1:1").And.Contain("nightingale up"));
    }

    [Test]
    public async Task Without_a_node_the_way_to_start_one_is_told()
    {
        Environment["XDG_DATA_HOME"] = Path.Combine(Data, "empty");
        var ran = await RunAs(["instance", "list"]);
        Assert.That(ran.Exit, Is.EqualTo(1));
        Assert.That(ran.Error, Does.Contain("nightingale up"));
    }

    [Test]
    public async Task The_address_that_a_killed_node_left_behind_is_not_believed()
    {
        Server.Answers("GET /api/v1/instances", Page());
        Assert.That((await Run("instance", "list")).Exit, Is.Zero, "the control: it is, as long as the node holds its folder");
        Held!.Dispose();
        var ran = await Run("instance", "list");
        Assert.That((ran.Exit, Server.Requests.Count), Is.EqualTo((1, 1)), "whoever listens there now hears no token");
        Assert.That(ran.Error, Does.Contain("No node runs on"));
    }

    [Test]
    public async Task The_nodes_own_token_is_sent_to_no_other_server()
    {
        await using var other = await StubServer.Start();
        other.Answers("GET /api/v1/instances", Page());
        await Run("instance", "list", "--url", $"{other.Url}");
        Assert.That(other.Requests.Single().Authorization, Is.Empty);
        Server.Answers("GET /api/v1/instances", Page());
        await Run("instance", "list");
        Assert.That(Server.Requests.Single().Authorization, Is.Not.Empty, "the control: its own node hears it");
    }

    [Test]
    public async Task No_token_is_sent_in_clear_over_a_network()
    {
        var ran = await RunAs(["instance", "list", "--url", "http://example.org"]);
        Assert.That(ran.Exit, Is.EqualTo(1));
        Assert.That(ran.Error, Does.Contain("https"));
    }

    [Test]
    public async Task The_environment_names_server_and_token_where_options_do_not()
    {
        Server.Answers("GET /api/v1/instances", Page());
        var file = Path.Combine(Data, "mine.token");
        await File.WriteAllTextAsync(file, "from-file");
        Environment["NIGHTINGALE_URL"] = $"{Server.Url}";
        Environment["NIGHTINGALE_TOKEN"] = "from-environment";
        Assert.That((await RunAs(["instance", "list"])).Exit, Is.Zero);
        Assert.That((await RunAs(["instance", "list", "--token-file", file])).Exit, Is.Zero);
        Assert.That(
            Server.Requests.Select(request => request.Authorization),
            Is.EqualTo(new[] { "Bearer from-environment", "Bearer from-file" }));
    }

    [TestCase("instance", "show")]
    [TestCase("instance", "shwo")]
    [TestCase("frobnicate")]
    [TestCase("--frobnicate")]
    [TestCase("instance", "list", "--nonsense")]
    [TestCase("up", "--port", "65536")]
    [TestCase("up", "--port", "eighty")]
    [TestCase("instance", "logs", "x", "--source", "kernel")]
    [TestCase("account", "grant", "lab", "0", "--note", "why", "--url", "http://127.0.0.1:1")]
    public async Task What_makes_no_sense_exits_with_2_and_names_the_help(params string[] args)
    {
        var ran = await RunAs(args);
        Assert.That(ran.Exit, Is.EqualTo(2));
        Assert.That(ran.Error, Does.Contain("--help'").And.Not.Contain("Required command"));
        Assert.That(ran.Output, Is.Empty);
    }

    [TestCase("--cpus is many; it must be a number, such as 1.5.", "instance", "launch", "x", "--cpus", "many")]
    [TestCase("--port is 65536; it must be a number from 0 to 65535.", "up", "--port", "65536")]
    [TestCase("--public-url is /i; it must be like https://nightingale.example, without a path.", "up", "--public-url", "/i")]
    [TestCase("--instance-domain is a b; it must be a domain name, like notebooks.example.", "up", "--instance-domain", "a b")]
    [TestCase("--gpus is 1.5; it must be a whole number.", "instance", "launch", "x", "--gpus", "1.5")]
    [TestCase("AMOUNT is much; it must be a number, such as 1.5.", "account", "grant", "lab", "much", "--note", "why")]
    [TestCase("--expires is soon; it must be a time, such as 2026-12-31T00:00:00Z.", "token", "add", "x", "--expires", "soon")]
    public async Task A_value_that_does_not_fit_is_told_in_peoples_words(string said, params string[] args)
    {
        var ran = await RunAs(args);
        Assert.That(ran.Exit, Is.EqualTo(2));
        Assert.That(ran.Error, Does.StartWith(said + "\n"));
    }

    [TestCase]
    [TestCase("instance")]
    public async Task Who_says_nothing_is_shown_the_help_as_an_error(params string[] args)
    {
        var ran = await RunAs(args);
        Assert.That(ran.Exit, Is.EqualTo(2));
        Assert.That(ran.Error, Does.Contain("Commands:").And.Contain("Examples:"));
        Assert.That(ran.Output, Is.Empty);
    }

    [TestCase("up")]
    [TestCase("demo")]
    [TestCase("instance", "launch")]
    [TestCase("journal", "replay")]
    [TestCase("token", "add")]
    public async Task Help_shows_examples_and_exit_codes(params string[] args)
    {
        var ran = await RunAs([.. args, "--help"]);
        Assert.That(ran.Exit, Is.Zero);
        Assert.That(ran.Output, Does.Contain($"  nightingale {string.Join(' ', args)}").And.Contain("Exit codes:"));
    }
}
