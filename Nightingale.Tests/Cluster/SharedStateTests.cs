using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Npgsql;
using NUnit.Framework;

namespace Nightingale.Tests.Cluster;

/// <summary>What operators and auditors find to be the cluster's, and not a node's: real nodes over one real PostgreSQL.</summary>
public sealed class SharedStateTests
{
    private const string BensRole = "ben";

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private PostgresServer.Shared _database = null!;
    private ScratchFolder _folder = null!;
    private HostProcess _ada = null!;
    private HostProcess _ben = null!;

    [SetUp]
    public async Task Start()
    {
        _database = await PostgresServer.SharedDatabase();
        _folder = new();
        var made = await Run("cluster", "init", In("keys"));
        Assert.That(made.ExitCode, Is.Zero, made.Error);
        _ada = await Node("ada", "postgres");
        await _database.Connect(BensRole).DisposeAsync();
        _ben = await Node("ben", BensRole);
    }

    [TearDown]
    public async Task End()
    {
        _ada.Dispose();
        _ben.Dispose();
        _folder.Dispose();
        await _database.DisposeAsync();
    }

    [Test]
    public async Task A_token_of_one_node_holds_on_all_within_a_second_and_so_does_its_end()
    {
        using var made = await _ada.Api.PostAsJsonAsync("/api/v1/tokens", new { name = "grace", role = "auditor" });
        var token = (await made.Content.ReadFromJsonAsync<JsonObject>())!;
        using var grace = new HttpClient { BaseAddress = _ben.Api.BaseAddress };
        grace.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token["secret"]!.GetValue<string>());
        await Eventually.True(async () => await Answer(grace) == HttpStatusCode.OK, Second);

        using var revoked = await _ada.Api.DeleteAsync($"/api/v1/tokens/{token["token"]!["id"]}");
        Assert.That(revoked.StatusCode, Is.EqualTo(HttpStatusCode.NoContent));
        await Eventually.True(async () => await Answer(grace) == HttpStatusCode.Unauthorized, Second);
    }

    [Test]
    public async Task A_node_that_is_cut_off_from_the_database_soon_believes_no_token_and_does_again_afterwards()
    {
        await _database.Banish(BensRole);
        await Eventually.True(async () => await Answer(_ben.Api) == HttpStatusCode.ServiceUnavailable, TimeSpan.FromSeconds(30));
        Assert.That(await Answer(_ada.Api), Is.EqualTo(HttpStatusCode.OK), "the control");

        await _database.Admit(BensRole);
        await Eventually.True(async () => await Answer(_ben.Api) == HttpStatusCode.OK, TimeSpan.FromSeconds(30));
    }

    [Test]
    public async Task The_first_node_alone_has_the_operators_token_and_who_lost_it_gets_another_from_the_database()
    {
        var file = In("ada/operator.token");
        Assert.That(File.GetUnixFileMode(file), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
        Assert.That(File.Exists(In("ben/operator.token")), Is.False);
        Assert.That(_ben.Output, Does.Contain("The operator's token is where the cluster's first node started"));
        Assert.That((await _ben.Api.GetFromJsonAsync<JsonArray>("/api/v1/tokens"))!, Has.Count.EqualTo(1));

        var another = await Cluster("token");
        Assert.That(another.ExitCode, Is.Zero, another.Error);
        using var api = new HttpClient { BaseAddress = _ada.Api.BaseAddress };
        api.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", another.Output.Trim());
        await Eventually.True(async () => await Answer(api) == HttpStatusCode.OK, Second);
    }

    [Test]
    public async Task Sizes_and_prices_are_set_for_all_nodes_while_they_run()
    {
        var shown = await Cluster("sizes", "show");
        await File.WriteAllTextAsync(In("sizes.json"), shown.Output.Replace("\"small\"", "\"tiny\"", StringComparison.Ordinal));
        var set = await Cluster("sizes", "set", In("sizes.json"));
        Assert.That((set.ExitCode, set.Output), Is.EqualTo((0, "Version 2 of the sizes holds on all nodes within a second.\n")), set.Error);
        foreach (var node in new[] { _ada, _ben })
            await Eventually.True(async () => (await node.Api.GetFromJsonAsync<JsonArray>("/api/v1/sizes"))![0]!["size"]!["name"]!.GetValue<string>() == "tiny", Second);

        await File.WriteAllTextAsync(In("prices.json"), (await Cluster("prices", "show")).Output.Replace("0.02,", "0.03,", StringComparison.Ordinal));
        var refused = await Cluster("prices", "set", In("prices.json"));
        Assert.That(refused.ExitCode, Is.EqualTo(1));
        Assert.That(refused.Error, Does.Contain("The prices do not hold, and nothing was changed. local/on-demand/Cpu/USD/2026-01-01T00:00:00Z/v1 was changed."));
        Assert.That(Directory.EnumerateFiles(In("ada"), "*.json").Select(Path.GetFileName), Is.EqualTo(new[] { "node.json" }));
    }

    [Test]
    public async Task An_auditor_verifies_what_all_nodes_wrote_over_the_api_in_the_database_and_in_an_export()
    {
        var key = In("nightingale.pub");
        await File.WriteAllTextAsync(key, (await Run("journal", "key", "--database", _database.ConnectionString)).Output);
        await File.WriteAllTextAsync(In("journal.ndjson"), (await Run("journal", "export", "--data", In("ada"))).Output);
        var file = await Run("journal", "verify", "--file", In("journal.ndjson"), "--key", key, "--json");
        Assert.That(file.ExitCode, Is.Zero, file.Output + file.Error);
        Assert.That(JsonNode.Parse(file.Output)!["unsigned"]!.GetValue<long>(), Is.Zero, "an export is signed up to the moment it was made");
        Assert.That(await _ben.Problem(), Is.Null);
        Assert.That(await _ada.Stop(), Is.Zero, _ada.Output);
        var kept = JsonNode.Parse((await Verify("--json")).Output)!["lastCheckpoint"]!.GetValue<string>();

        await using (var source = _database.Connect())
        await using (var tamper = source.CreateCommand("UPDATE checkpoint SET at = at + 1 WHERE number = 1")) await tamper.ExecuteNonQueryAsync();
        var found = await Verify("--expect", kept, "--key", key);
        Assert.That(found.ExitCode, Is.EqualTo(1));
        Assert.That(found.Output, Does.StartWith("The journal does not hold. Checkpoint 1 was rewritten"));
        Assert.That(await _ben.Problem(), Does.StartWith("Checkpoint 1 was rewritten"));

        Task<Ran> Verify(params IEnumerable<string> more) => Run(["journal", "verify", "--database", _database.ConnectionString, .. more]);
    }

    private static async Task<HttpStatusCode> Answer(HttpClient api)
    {
        using var answer = await api.GetAsync("/api/v1/instances");
        return answer.StatusCode;
    }

    private string In(string name) => Path.Combine(_folder.Path, name);

    private Task<Ran> Cluster(params IEnumerable<string> arguments) => Run(["cluster", .. arguments, "--database", _database.ConnectionString]);

    private Task<Ran> Run(params IReadOnlyList<string> arguments) => Ran.ToItsEnd(new HostStart(_folder.Path).Command(arguments));

    private Task<HostProcess> Node(string name, string role) => HostProcess.Up(new(In(name))
    {
        Verb = "node",
        Arguments = ["--name", name, "--cluster", In("keys"), "--database", new NpgsqlConnectionStringBuilder(_database.ConnectionString) { Username = role }.ConnectionString, "--shared", In("shared"), "--lease", "3"],
    });
}
