using System.Net.Http.Json;
using System.Text.Json.Nodes;
using NUnit.Framework;

namespace Nightingale.Tests.Cluster;

/// <summary>Several real nodes over one real PostgreSQL, with real instances; nodes are killed and drained.</summary>
public sealed class NodesTests
{
    private const int LeaseSeconds = 3;

    private PostgresServer.Shared _database = null!;
    private ScratchFolder _folder = null!;

    [SetUp]
    public async Task Open()
    {
        _database = await PostgresServer.SharedDatabase();
        _folder = new();
        var made = await Ran.ToItsEnd(new HostStart(_folder.Path).Command(["cluster", "init", In("keys")]));
        Assert.That(made.ExitCode, Is.Zero, made.Error);
    }

    [TearDown]
    public async Task Close()
    {
        _folder.Dispose();
        await _database.DisposeAsync();
    }

    [Test]
    public async Task What_a_killed_node_held_another_adopts_within_the_lease_and_three_seconds_and_nothing_is_lost()
    {
        using var ada = await Node("ada");
        using var ben = await Node("ben");
        var ids = new List<string>();
        for (var number = 0; number < 4; number++) ids.Add(await (number % 2 == 0 ? ada : ben).Launch($"notebook-{number}"));
        var started = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        foreach (var id in ids)
        {
            await ben.Until(id, "ready");
            started[id] = await StartedAt(ben, id);
        }

        await ada.Kill();
        var killed = TimeProvider.System.GetTimestamp();
        foreach (var id in ids) await Do(ben, id, "stop", $"stop-{id}");
        Assert.That(TimeProvider.System.GetElapsedTime(killed), Is.LessThan(TimeSpan.FromSeconds(LeaseSeconds + 3)));

        foreach (var id in ids)
        {
            await ben.Until(id, "stopped");
            await Meters.AreWhole(ben, id);
            Assert.That((await ben.Events(id)).Count(e => e.Manifest.StartsWith("instance.became-ready", StringComparison.Ordinal)), Is.EqualTo(1), "the same Jupyter, adopted");
        }

        Assert.That(await ben.Problem(), Is.Null);
        await Delete(ben, ids);
        Assert.That(await ben.Stop(), Is.Zero, ben.Output);
    }

    [Test]
    public async Task A_node_that_is_told_to_end_hands_over_and_no_command_fails_meanwhile()
    {
        using var ada = await Node("ada");
        using var ben = await Node("ben");
        var ids = new List<string>();
        for (var number = 0; number < 3; number++) ids.Add(await ada.Launch($"notebook-{number}"));
        foreach (var id in ids) await ben.Until(id, "ready");

        using var enough = new CancellationTokenSource();
        var reads = Read(ben, ids, enough.Token);
        Assert.That(await ada.Stop(), Is.Zero, ada.Output);
        foreach (var id in ids) await Do(ben, id, "stop", $"stop-{id}");
        foreach (var id in ids) await ben.Until(id, "stopped");
        await enough.CancelAsync();
        Assert.That(await reads, Is.GreaterThan(0));
        await Delete(ben, ids);
    }

    [Test]
    public async Task An_operator_sees_the_nodes_and_drains_one()
    {
        using var ada = await Node("ada");
        using var ben = await Node("ben");
        await Eventually.True(async () => await Held("ada") > 0 && await Held("ben") > 0 && await Held("ada") + await Held("ben") == 256, TimeSpan.FromSeconds(30));

        Assert.That((await Cluster("drain", "ada")).ExitCode, Is.Zero);
        await Eventually.True(async () => await Held("ada") == 0 && await Held("ben") == 256, TimeSpan.FromSeconds(30));
        Assert.That((await Cluster("status")).Output, Does.Contain("draining").And.Contain("0 of 256 shards are nobody's"));
        Assert.That((await Cluster("undrain", "ada")).ExitCode, Is.Zero);
        await Eventually.True(async () => await Held("ada") > 0, TimeSpan.FromSeconds(30));

        var asked = await ada.Api.GetFromJsonAsync<JsonObject>("/api/v1/accounts/default/balance");
        Assert.That(asked, Is.Not.Null);
        await Eventually.True(async () => (await Nodes(ada)).Sum(node => node!["entities"]!.GetValue<int>()) == 1, TimeSpan.FromSeconds(30));
        var nodes = await Nodes(ada);
        Assert.That(nodes.Select(node => node!["eventsBehind"]!.GetValue<long>()), Is.All.Zero);
        Assert.That((int)(await ada.Api.PostAsync("/api/v1/cluster/nodes/ben/drain", null)).StatusCode, Is.EqualTo(202));
        await Eventually.True(async () => await Held("ada") == 256 && await Held("ben") == 0, TimeSpan.FromSeconds(30));
        Assert.That((int)(await ada.Api.PostAsync("/api/v1/cluster/nodes/nobody/drain", null)).StatusCode, Is.EqualTo(404));

        var unknown = await Cluster("drain", "nobody");
        Assert.That(unknown.ExitCode, Is.EqualTo(1));
        Assert.That(unknown.Error, Does.Contain("There is no node nobody."));
    }

    [Test]
    public async Task A_gateway_holds_nothing_and_answers_for_all()
    {
        using var node = await Node("ada");
        using var gateway = await HostProcess.Up(Start("gateway", "gate", []));
        var id = await gateway.Launch("from-the-gateway");
        await gateway.Until(id, "ready");
        await Delete(gateway, [id]);
        Assert.That(await gateway.Stop(), Is.Zero, gateway.Output);
        Assert.That(await node.Stop(), Is.Zero, node.Output);
    }

    [Test]
    public async Task A_gateway_needs_neither_Terraform_nor_a_node_that_is_up()
    {
        var bare = new Dictionary<string, string?>(StringComparer.Ordinal) { ["PATH"] = "/nowhere" };
        var node = await HostProcess.Fails(Start("node", "ada", []) with { Environment = bare });
        Assert.That(node.Output, Does.Contain("was not found"), "the control: a node needs what it runs");

        var said = new JsonObject { ["database"] = _database.ConnectionString, ["cluster"] = In("keys") };
        await File.WriteAllTextAsync(In("node.json"), said.ToJsonString());
        using var gateway = await HostProcess.Up(Start("gateway", "gate", []) with { Environment = bare, Arguments = ["--config", In("node.json")] });
        Assert.That(await gateway.List(), Is.Empty);
        Assert.That(Directory.Exists(In("gate/terraform")), Is.False, "no module was prepared");
        Assert.That(await gateway.Stop(), Is.Zero, gateway.Output);
    }

    [Test]
    public async Task A_database_that_is_not_there_and_a_password_in_a_flag_are_told()
    {
        var nowhere = await HostProcess.Fails(Start("node", "ada", []) with { Arguments = ["--cluster", In("keys"), "--database", "Host=/nowhere;Username=x;Database=y"] });
        Assert.That(nowhere.ExitCode, Is.EqualTo(1));
        Assert.That(nowhere.Output, Does.Contain("The journal's database cannot be opened."));

        var told = await HostProcess.Fails(Start("node", "ada", []) with { Arguments = ["--cluster", In("keys"), "--database", "Host=db;Password=hidden"] });
        Assert.That(told.ExitCode, Is.EqualTo(2));
        Assert.That(told.Output, Does.Contain("The database's password must not be in --database").And.Not.Contain("hidden"));
    }

    [Test]
    public async Task A_variable_that_there_is_not_is_told_with_the_one_that_was_meant()
    {
        var slip = new Dictionary<string, string?>(StringComparer.Ordinal) { ["NIGHTINGALE_LESE"] = "3" };
        var told = await HostProcess.Fails(Start("gateway", "gate", []) with { Environment = slip });
        Assert.That(told.ExitCode, Is.EqualTo(2));
        Assert.That(told.Output, Does.Contain("NIGHTINGALE_LESE is no environment variable that Nightingale knows. Did you mean NIGHTINGALE_LEASE?"));
    }

    private static async Task<DateTimeOffset> StartedAt(HostProcess host, string id) => (await host.State(id))["serverStartedAt"]!.GetValue<DateTimeOffset>();

    private static async Task Do(HostProcess host, string id, string what, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/instances/{id}/{what}") { Content = JsonContent.Create(new JsonObject()) };
        request.Headers.Add("Idempotency-Key", key);
        using var answer = await host.Api.SendAsync(request);
        Assert.That((int)answer.StatusCode, Is.EqualTo(202), await answer.Content.ReadAsStringAsync());
    }

    private static async Task<int> Read(HostProcess host, List<string> ids, CancellationToken enough)
    {
        for (var reads = 0; ; reads++)
        {
            if (enough.IsCancellationRequested) return reads;
            await host.State(ids[reads % ids.Count]);
        }
    }

    private static async Task Delete(HostProcess host, IReadOnlyList<string> ids)
    {
        foreach (var id in ids) Assert.That((await host.Api.DeleteAsync($"/api/v1/instances/{id}")).IsSuccessStatusCode, Is.True);
        foreach (var id in ids) await host.Until(id, "deleted");
    }

    private static async Task<JsonArray> Nodes(HostProcess host) => (await host.Api.GetFromJsonAsync<JsonObject>("/api/v1/cluster"))!["nodes"]!.AsArray();

    private async Task<int> Held(string name)
    {
        var status = JsonNode.Parse((await Cluster("status", "--json")).Output)!;
        return status["nodes"]!.AsArray().Where(node => node!["id"]!.GetValue<string>().StartsWith(name, StringComparison.Ordinal)).Sum(node => node!["shards"]!.GetValue<int>());
    }

    private Task<Ran> Cluster(params IReadOnlyList<string> arguments) =>
        Ran.ToItsEnd(new HostStart(_folder.Path).Command(["cluster", .. arguments, "--database", _database.ConnectionString]));

    private string In(string name) => Path.Combine(_folder.Path, name);

    private Task<HostProcess> Node(string name) => HostProcess.Up(Start("node", name, ["--name", name, "--shared", In("shared"), "--lease", $"{LeaseSeconds}"]));

    private HostStart Start(string verb, string name, IReadOnlyList<string> more) => new(In(name))
    {
        Verb = verb,
        Arguments = ["--cluster", In("keys"), "--database", _database.ConnectionString, .. more],
    };
}
