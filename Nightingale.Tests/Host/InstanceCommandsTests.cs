using System.Text.Json.Nodes;
using NUnit.Framework;

namespace Nightingale.Tests.Host;

public sealed class InstanceCommandsTests : CommandTest
{
    private const string Path = $"/api/v1/instances/{Id}";

    [Test]
    public async Task A_launch_sends_what_was_said_with_an_idempotency_key_and_the_nodes_own_token()
    {
        Server.Answers("POST /api/v1/instances", Instance("provisioning"), 202);
        var ran = await Run("instance", "launch", "scan", "--cpus", "6", "--memory", "24.5", "--idle-stop", "PT30M", "--json");
        Assert.That(ran.Exit, Is.Zero, ran.Error);
        Assert.That((string?)ran.Json["phase"], Is.EqualTo("provisioning"));
        var request = Server.Requests.Single();
        Assert.That(request.Body, Is.EqualTo(
            """{"name":"scan","size":{"cpus":6,"memoryGiB":24.5},"account":"default","target":"local","idleStop":"PT30M"}"""));
        Assert.That(request.Headers["Idempotency-Key"], Is.Not.Empty);
        Assert.That(request.Authorization, Is.EqualTo("Bearer secret-of-this-node"));
    }

    [Test]
    public async Task A_launch_that_is_unavailable_for_a_moment_is_sent_again_with_the_same_key()
    {
        Server.Refuses("POST /api/v1/instances", 503, "unavailable", "Not now.", "Try again.").Answers("POST /api/v1/instances", Instance("provisioning"), 202);
        Assert.That((await Run("instance", "launch", "scan")).Exit, Is.Zero);
        Assert.That(Server.Requests, Has.Count.EqualTo(2));
        Assert.That(Server.Requests.Select(request => request.Headers["Idempotency-Key"]).Distinct(StringComparer.Ordinal).Count(), Is.EqualTo(1));
    }

    [Test]
    public async Task Waiting_tells_progress_of_this_instance_alone_and_ends_when_it_is_ready()
    {
        Server.Answers("POST /api/v1/instances", Instance("provisioning"), 202).Answers($"GET {Path}", Instance("provisioning"));
        Server.Tells(
            ("reset", []),
            ("progress", Progress(Other, "Of another one")),
            ("progress", Progress(Id, "Creating the home")),
            ("journal", new() { ["instance"] = Instance("starting", 2) }),
            ("journal", new() { ["instance"] = Instance("provisioning", 1) }),
            ("journal", new() { ["instance"] = Instance("ready", 3) }));
        var ran = await Run("instance", "launch", "analysis", "--wait", "--json");
        Assert.That(ran.Exit, Is.Zero, ran.Error);
        Assert.That((string?)ran.Json["phase"], Is.EqualTo("ready"));
        Assert.That(ran.Error, Does.Contain("Creating the home").And.Not.Contain("another"));
        Assert.That(ran.Error.Split('\n').Count(line => line == "provisioning"), Is.EqualTo(1), "what is older than what is known changes nothing");
    }

    [Test]
    public async Task Waiting_for_what_cannot_come_any_more_fails_with_the_reason()
    {
        var failed = Instance("failed", 2);
        failed["reason"] = "No capacity in this zone.";
        Server.Answers("POST /api/v1/instances", Instance("provisioning"), 202).Answers($"GET {Path}", failed).Tells(("reset", []));
        var ran = await Run("instance", "launch", "analysis", "--wait");
        Assert.That(ran.Exit, Is.EqualTo(1));
        Assert.That(ran.Error, Does.Contain("No capacity in this zone."));
    }

    [TestCase("analysis")]
    [TestCase("0193c")]
    [TestCase(Id)]
    public async Task An_instance_is_found_by_name_beginning_and_id(string name)
    {
        Server.Answers("GET /api/v1/instances", Page(Instance("ready"), Instance("ready", id: Other, name: "training"))).Answers($"POST {Path}/stop", Instance("stopping"), 202);
        var ran = await Run("instance", "stop", name);
        Assert.That(ran.Exit, Is.Zero, ran.Error);
        Assert.That(ran.Output, Does.Contain("stopping").And.Contain("1.50 EUR"));
    }

    [TestCase("0193", "2 instances can be meant")]
    [TestCase("nobody", "There is no instance 'nobody'")]
    public async Task A_name_that_means_none_or_several_changes_nothing(string name, string said)
    {
        Server.Answers("GET /api/v1/instances", Page(Instance("ready"), Instance("ready", id: Other, name: "training")));
        var ran = await Run("instance", "delete", name);
        Assert.That(ran.Exit, Is.EqualTo(1));
        Assert.That(ran.Error, Does.Contain(said));
        Assert.That(Server.Requests.Select(request => request.Place), Has.None.StartsWith("DELETE"));
    }

    [Test]
    public async Task A_list_goes_on_to_its_last_piece_and_a_table_in_a_pipe_is_plain_and_unbroken()
    {
        var first = Page(Instance("ready"));
        first["next"] = "a b";
        Server.Answers("GET /api/v1/instances?limit=500", first);
        var quarantined = Instance("quarantined", id: Other);
        quarantined["reason"] = new string('x', 300) + "\u001b[2J";
        Server.Answers("GET /api/v1/instances?limit=500&after=a%20b", Page(quarantined));
        var ran = await Run("instance", "list");
        var lines = ran.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.That(lines, Has.Length.EqualTo(3), ran.Error);
        Assert.That(lines[2], Does.Contain(new string('x', 300)));
        Assert.That(ran.Output, Does.Not.Contain('\u001b'), "neither colours nor what a server sends steer a terminal");
    }

    [Test]
    public async Task A_resize_without_a_size_is_a_usage_error()
    {
        Assert.That((await Run("instance", "resize", Id)).Exit, Is.EqualTo(2));
        Server.Answers($"POST {Path}/resize", Instance("starting"), 202);
        Assert.That((await Run("instance", "resize", Id, "--size", "large")).Exit, Is.Zero);
        Assert.That(Server.Requests.Single().Body, Is.EqualTo("""{"size":{"name":"large"}}"""));
    }

    [TestCase("provisioning", 1)]
    [TestCase("stopped", 0)]
    public async Task A_resize_waits_where_a_new_server_comes(string phase, int waits)
    {
        Server.Answers($"POST {Path}/resize", Instance(phase), 202).Answers($"GET {Path}", Instance("ready", 2)).Tells(("reset", []));
        var ran = await Run("instance", "resize", Id, "--disk", "50", "--wait", "--json");
        Assert.That(ran.Exit, Is.Zero, ran.Error);
        Assert.That((string?)ran.Json["phase"], Is.EqualTo(waits == 0 ? phase : "ready"));
        Assert.That(Server.Requests.Count(request => request.Place == "GET /api/v1/stream"), Is.EqualTo(waits));
    }

    [Test]
    public async Task The_deleted_are_found_by_name_where_no_other_instance_is()
    {
        Server.Answers("GET /api/v1/instances?limit=500", Page()).Answers("GET /api/v1/instances?phase=deleted&limit=500", Page(Instance("deleted")));
        Server.Answers($"GET {Path}", Instance("deleted"));
        var ran = await Run("instance", "show", "analysis");
        Assert.That((ran.Exit, ran.Output), Is.EqualTo((0, ran.Output)), ran.Error);
        Assert.That(ran.Output, Does.Contain("deleted"));
    }

    [Test]
    public async Task Sizes_and_targets_are_tables_for_people_and_arrays_for_programs()
    {
        Server.Answers("GET /api/v1/sizes", new JsonArray(new JsonObject
        {
            ["size"] = new JsonObject { ["name"] = "small", ["cpus"] = 2, ["memoryGiB"] = 4, ["gpus"] = 0, ["diskGiB"] = 20 },
            ["description"] = "Small tables",
            ["targets"] = new JsonObject { ["local"] = "sandbox" },
        }));
        Server.Answers("GET /api/v1/targets", new JsonArray(new JsonObject { ["name"] = "moon", ["title"] = "The moon", ["available"] = false, ["reason"] = "No air." }));
        Assert.That((await Run("size", "list")).Output, Does.Contain("small").And.Contain("4 GiB").And.Contain("Small tables").And.Contain("local: sandbox"));
        Assert.That((await Run("target", "list")).Output, Does.Contain("The moon").And.Contain("no: No air."));
        Assert.That((await Run("target", "list", "--json")).Json.AsArray(), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Logs_are_lines_for_people_and_an_array_for_programs()
    {
        Server.Answers($"GET {Path}/logs?source=jupyter&tail=2", "one\ntwo\n", type: "text/plain");
        Assert.That((await Run("instance", "logs", Id, "--source", "jupyter", "--tail", "2")).Output, Is.EqualTo("one\ntwo\n"));
        Assert.That((await Run("instance", "logs", Id, "--source", "jupyter", "--tail", "2", "--json")).Json.AsArray(), Has.Count.EqualTo(2));
    }

    private static JsonObject Progress(string id, string message) =>
        new() { ["progress"] = new JsonObject { ["instance"] = id, ["stage"] = "running", ["message"] = message } };
}
