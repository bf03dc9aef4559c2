using System.Net;
using Nightingale.Gateway.Access;
using Nightingale.Gateway.Problems;
using Nightingale.Tests.Projections;
using NUnit.Framework;
using static Nightingale.Tests.Gateway.TestGateway;

namespace Nightingale.Tests.Gateway;

public sealed class AccessTests : GatewayTest
{
    // Who may call what, said once more and on purpose: the table is code, and this is what it is held against.
    private static readonly Dictionary<string, string> Expected = new(StringComparer.Ordinal)
    {
        ["launchInstance"] = "researcher operator",
        ["listInstances"] = "researcher auditor operator",
        ["showInstance"] = "researcher auditor operator",
        ["startInstance"] = "researcher operator",
        ["stopInstance"] = "researcher operator",
        ["restartInstance"] = "researcher operator",
        ["resizeInstance"] = "researcher operator",
        ["releaseInstance"] = "researcher operator",
        ["deleteInstance"] = "researcher operator",
        ["listInstanceEvents"] = "researcher auditor operator",
        ["readInstanceLog"] = "researcher operator",
        ["followEvents"] = "researcher auditor operator",
        ["openAccount"] = "operator",
        ["grantCredit"] = "operator",
        ["showUsage"] = "researcher auditor operator",
        ["showBalance"] = "researcher auditor operator",
        ["listSizes"] = "researcher auditor operator",
        ["listTargets"] = "researcher auditor operator",
        ["createToken"] = "operator",
        ["listTokens"] = "operator",
        ["revokeToken"] = "operator",
        ["listJournalEntities"] = "auditor operator",
        ["listJournalEvents"] = "auditor operator",
        ["showJournalState"] = "auditor operator",
        ["verifyJournal"] = "auditor operator",
        ["exportJournal"] = "auditor operator",
        ["showCluster"] = "operator",
        ["drainNode"] = "operator",
        ["undrainNode"] = "operator",
        ["isAlive"] = "anonymous researcher auditor operator",
        ["isReady"] = "anonymous researcher auditor operator",
    };

    [Test]
    public async Task Every_endpoint_of_the_document_is_open_to_whom_the_table_says_and_to_nobody_else()
    {
        var tokens = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["anonymous"] = null,
            ["researcher"] = await Gateway.Researcher(),
            ["auditor"] = await Gateway.Token(Role.Auditor),
            ["operator"] = await Gateway.Token(Role.Operator),
        };
        var id = await Gateway.Launched(tokens["researcher"]!);
        foreach (var (name, method, path) in await Document())
        {
            Assert.That(Expected, Does.ContainKey(name), $"{name} is in the document but not in the table");
            foreach (var (who, token) in tokens)
            {
                using var answer = await Gateway.Send(method, Fill(path, id), token);
                var open = Expected[name].Split(' ').Contains(who, StringComparer.Ordinal);
                var shut = token is null ? HttpStatusCode.Unauthorized : HttpStatusCode.Forbidden;
                Assert.That(answer.StatusCode == shut, Is.EqualTo(!open), $"{name} as {who}: {answer.StatusCode}");
            }
        }
    }

    [Test]
    public async Task A_member_of_another_account_finds_nothing_of_an_account()
    {
        var id = await Gateway.Launched(await Gateway.Researcher());
        var other = await Gateway.Researcher("clinic");
        foreach (var (name, method, path) in (await Document()).Where(endpoint => endpoint.Path.Contains("{id}", StringComparison.Ordinal) && Expected[endpoint.Name].Contains("researcher", StringComparison.Ordinal)))
        {
            using var answer = await Gateway.Send(method, Fill(path, id), other, name == "resizeInstance" ? """{"size":"small"}""" : null);
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.NotFound), name);
        }

        using var list = await Gateway.Get("/api/v1/instances", other);
        Assert.That((await Json(list))["items"]!.AsArray(), Is.Empty);
    }

    [Test]
    public async Task The_table_and_the_document_have_the_same_endpoints()
    {
        Assert.That((await Document()).Select(endpoint => endpoint.Name).Concat(["openApi", "showFirstPage", "showPage", "readAsset"]), Is.EquivalentTo(AccessTable.Endpoints));
    }

    [TestCase(null)]
    [TestCase("somethingNew")]
    public void An_endpoint_that_is_not_in_the_table_is_open_to_nobody(string? name)
    {
        foreach (var role in Enum.GetValues<Role>())
            Assert.That(AccessTable.Allows(name, new Caller("user:x", role, ["lab"], "id")), Is.False);
        Assert.That(AccessTable.Allows(name, null), Is.False);
    }

    [TestCase("Basic dXNlcjpwYXNz")]
    [TestCase("Bearer")]
    [TestCase("Bearer ")]
    [TestCase("Bearer nonsense")]
    [TestCase("Bearer ngt_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task A_token_that_is_not_good_is_refused(string header)
    {
        using var answer = await Gateway.Send(HttpMethod.Get, "/api/v1/instances", headers: ("Authorization", header));
        await IsProblem(answer, ProblemKind.Unauthenticated);
        Assert.That(answer.Headers.WwwAuthenticate.ToString(), Is.EqualTo("Bearer"));
    }

    [Test]
    public async Task A_token_in_the_address_is_not_a_token()
    {
        var token = await Gateway.Researcher();
        using var answer = await Gateway.Get($"/api/v1/instances?access_token={token}&token={token}");
        await IsProblem(answer, ProblemKind.Unauthenticated);
        Assert.That(string.Concat(await Gateway.AccessLines()), Does.Not.Contain(token));
    }

    [Test]
    public async Task Nobody_without_a_token_learns_which_addresses_exist()
    {
        using var answer = await Gateway.Get("/api/v1/nothing");
        await IsProblem(answer, ProblemKind.Unauthenticated);
    }

    [TestCase("evil.example")]
    [TestCase("evil.example:{port}")]
    [TestCase("localhost:1")]
    [TestCase("127.0.0.1")]
    [TestCase("127.0.0.1.evil.example:{port}")]
    [TestCase("169.254.169.254:{port}")]
    public async Task A_request_for_another_host_is_turned_away(string host)
    {
        using var answer = await Gateway.Send(HttpMethod.Get, "/healthz", headers: ("Host", WithPort(host)));
        await IsProblem(answer, ProblemKind.Misdirected);
    }

    [TestCase("localhost:{port}")]
    [TestCase("LOCALHOST:{port}")]
    [TestCase("127.0.0.1:{port}")]
    [TestCase("[::1]:{port}")]
    public async Task A_request_for_this_machine_is_answered(string host)
    {
        using var answer = await Gateway.Send(HttpMethod.Get, "/healthz", headers: ("Host", WithPort(host)));
        await HasStatus(answer, HttpStatusCode.OK);
    }

    [Test]
    public async Task Answers_tell_browsers_to_keep_and_to_guess_nothing_and_other_sites_may_not_read_them()
    {
        using var answer = await Gateway.Send(HttpMethod.Get, "/api/v1/sizes", await Gateway.Researcher(), headers: ("Origin", "https://evil.example"));
        Assert.That(answer.Headers.CacheControl!.NoStore, Is.True);
        Assert.That(answer.Headers.GetValues("X-Content-Type-Options"), Is.EqualTo(new[] { "nosniff" }));
        Assert.That(answer.Headers.Contains("Access-Control-Allow-Origin"), Is.False);
        Assert.That(answer.Headers.Contains("Server"), Is.False);
    }

    [Test]
    public async Task A_flood_of_bad_tokens_is_told_to_wait_while_good_tokens_pass()
    {
        await using var gateway = await TestGateway.Start(new() { FailedSignInsPerMinute = 3 });
        var good = await gateway.Researcher();
        for (var i = 0; i < 3; i++)
        {
            using var bad = await gateway.Get("/api/v1/sizes", "nonsense");
            await IsProblem(bad, ProblemKind.Unauthenticated);
        }

        using var flood = await gateway.Get("/api/v1/sizes", "nonsense");
        await IsProblem(flood, ProblemKind.TooManyFailures);
        Assert.That(flood.Headers.RetryAfter, Is.Not.Null);
        using var answer = await gateway.Get("/api/v1/sizes", good);
        await HasStatus(answer, HttpStatusCode.OK);
    }

    private string WithPort(string host) => host.Replace("{port}", $"{Gateway.Port}", StringComparison.Ordinal);

    private static string Fill(string path, string id) => path
        .Replace("/accounts/{id}", "/accounts/lab", StringComparison.Ordinal)
        .Replace("/tokens/{id}", "/tokens/none", StringComparison.Ordinal)
        .Replace("{kind}/{id}", $"instance/{SimpleInstances.Id(1)}", StringComparison.Ordinal)
        .Replace("{id}", id, StringComparison.Ordinal)
        + (path.EndsWith("/logs", StringComparison.Ordinal) ? "?source=jupyter" : "");

    private async Task<List<(string Name, HttpMethod Method, string Path)>> Document()
    {
        using var answer = await Gateway.Get("/openapi/v1.json");
        var paths = (await Json(answer))["paths"]!.AsObject();
        return [.. from path in paths from operation in path.Value!.AsObject() select ((string)operation.Value!["operationId"]!, new HttpMethod(operation.Key), path.Key)];
    }
}
