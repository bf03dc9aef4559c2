using System.Net;
using Nightingale.Actors.Accounts;
using Nightingale.Gateway.Access;
using Nightingale.Tests.Projections;
using NUnit.Framework;
using static Nightingale.Tests.Gateway.TestGateway;

namespace Nightingale.Tests.Gateway;

/// <summary>Every endpoint of the OpenAPI document, called by everybody there is.</summary>
public sealed class RightsTests : GatewayTest
{
    private const string Members = "researcher owner account-auditor program";
    private const string Users = "researcher owner program";
    private const string SignedIn = Members + " stranger person auditor operator";

    // Who may call what, said once more and on purpose: the table is code, and this is what it is held against.
    private static readonly Dictionary<string, string> Expected = new(StringComparer.Ordinal)
    {
        ["launchInstance"] = Users + " stranger operator",
        ["listInstances"] = SignedIn,
        ["showInstance"] = Members + " auditor operator",
        ["startInstance"] = Users + " operator",
        ["stopInstance"] = Users + " operator",
        ["restartInstance"] = Users + " operator",
        ["resizeInstance"] = Users + " operator",
        ["releaseInstance"] = Users + " operator",
        ["deleteInstance"] = Users + " operator",
        ["listInstanceEvents"] = Members + " auditor operator",
        ["readInstanceLog"] = Users + " operator",
        ["followEvents"] = SignedIn,
        ["openAccount"] = "operator",
        ["listAccounts"] = SignedIn,
        ["listMembers"] = Members + " auditor operator",
        ["setMember"] = "owner operator",
        ["removeMember"] = "owner operator",
        ["showPermissions"] = Members + " auditor operator",
        ["setPermissions"] = "owner",
        ["setBudget"] = "owner operator",
        ["grantCredit"] = "operator",
        ["showUsage"] = Members + " auditor operator",
        ["showBalance"] = Members + " auditor operator",
        ["listSizes"] = SignedIn,
        ["listTargets"] = SignedIn,
        ["listPrices"] = SignedIn,
        ["createToken"] = SignedIn,
        ["listTokens"] = SignedIn,
        ["revokeToken"] = SignedIn,
        ["listAttempts"] = "auditor operator",
        ["listJournalEntities"] = "auditor operator",
        ["listJournalEvents"] = "auditor operator",
        ["showJournalState"] = "auditor operator",
        ["verifyJournal"] = "auditor operator",
        ["exportJournal"] = "auditor operator",
        ["showCluster"] = "operator",
        ["drainNode"] = "operator",
        ["undrainNode"] = "operator",
        ["startSession"] = "anonymous " + SignedIn,
        ["endMySession"] = "anonymous " + SignedIn,
        ["showSignIn"] = "anonymous " + SignedIn,
        ["showMe"] = SignedIn,
        ["changePassword"] = SignedIn,
        ["enrolAuthenticator"] = SignedIn,
        ["confirmAuthenticator"] = SignedIn,
        ["removeAuthenticator"] = SignedIn,
        ["beginPasskey"] = SignedIn,
        ["addPasskey"] = SignedIn,
        ["removePasskey"] = SignedIn,
        ["beginPasskeySignIn"] = "anonymous " + SignedIn,
        ["passkeySignIn"] = "anonymous " + SignedIn,
        ["beginOidcSignIn"] = "anonymous " + SignedIn,
        ["finishOidcSignIn"] = "anonymous " + SignedIn,
        ["listSessions"] = SignedIn,
        ["endSession"] = SignedIn,
        ["listPeople"] = "auditor operator",
        ["addPerson"] = "operator",
        ["changePerson"] = "operator",
        ["lockPerson"] = "operator",
        ["unlockPerson"] = "operator",
        ["resetPerson"] = "operator",
        ["isAlive"] = "anonymous " + SignedIn,
        ["isReady"] = "anonymous " + SignedIn,
    };

    private readonly Dictionary<string, string?> _everybody = new(StringComparer.Ordinal);
    private string _instance = "";

    [SetUp]
    public async Task MakeEverybody()
    {
        _everybody["anonymous"] = null;
        _everybody["person"] = await Gateway.Person("pat");
        _everybody["stranger"] = await Gateway.Member("sam", MemberRole.Owner, "clinic");
        _everybody["researcher"] = await Gateway.Member("ada", MemberRole.Researcher);
        _everybody["owner"] = await Gateway.Member("olga", MemberRole.Owner);
        _everybody["account-auditor"] = await Gateway.Member("abe", MemberRole.Auditor);
        _everybody["program"] = await Gateway.Researcher();
        _everybody["auditor"] = await Gateway.Token(Role.Auditor);
        _everybody["operator"] = await Gateway.Token(Role.Operator);
        _instance = await Gateway.Launched(_everybody["researcher"]!);
    }

    [Test]
    public async Task Every_endpoint_is_open_to_whom_the_table_says_and_to_nobody_else()
    {
        var differences = new List<string>();
        foreach (var endpoint in await Document())
        {
            if (!Expected.TryGetValue(endpoint.Name, out var open)) differences.Add($"{endpoint.Name} is in the document but not in the table");
            else differences.AddRange(await Differences(endpoint, open));
        }

        Assert.That(differences, Is.Empty);
    }

    [TestCase("showBalance", SignedIn)]
    [TestCase("showBalance", "owner operator")]
    [TestCase("showInstance", "anonymous " + SignedIn)]
    [TestCase("exportJournal", SignedIn)]
    public async Task The_control_a_table_that_says_otherwise_is_noticed(string name, string open)
    {
        var endpoint = (await Document()).Single(endpoint => endpoint.Name == name);
        Assert.That(await Differences(endpoint, open), Is.Not.Empty);
    }

    [Test]
    public async Task A_right_that_is_withdrawn_is_gone_with_the_next_request_and_one_that_is_given_is_there()
    {
        var ada = _everybody["researcher"]!;
        Assert.That(await Status(HttpMethod.Get, $"/api/v1/instances/{_instance}", ada), Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await Status(HttpMethod.Delete, "/api/v1/accounts/lab/members/user:ada", _everybody["owner"]), Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await Status(HttpMethod.Get, $"/api/v1/instances/{_instance}", ada), Is.EqualTo(HttpStatusCode.NotFound), "and not 403: it is another's");
        using var list = await Gateway.Get("/api/v1/instances", ada);
        Assert.That((await Json(list))["items"]!.AsArray(), Is.Empty);

        using var given = await Gateway.Send(HttpMethod.Put, "/api/v1/accounts/lab/members/user:ada", _everybody["operator"], """{"role":"auditor"}""");
        await HasStatus(given, HttpStatusCode.OK);
        Assert.That(await Status(HttpMethod.Get, $"/api/v1/instances/{_instance}", ada), Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await Status(HttpMethod.Post, $"/api/v1/instances/{_instance}/stop", ada), Is.EqualTo(HttpStatusCode.Forbidden));
    }

    [Test]
    public async Task Whoever_is_an_owner_elsewhere_cannot_launch_here()
    {
        using var launch = await Gateway.Post("/api/v1/instances", _everybody["stranger"], Launch());
        await HasStatus(launch, HttpStatusCode.Forbidden);
        Assert.That(Gateway.Instances.Asked, Has.Count.EqualTo(1), "the control is the launch before");
    }

    private async Task<List<string>> Differences((string Name, HttpMethod Method, string Path) endpoint, string open)
    {
        var differences = new List<string>();
        var ofAccount = endpoint.Path.Contains("/accounts/{id}", StringComparison.Ordinal) || endpoint.Path.Contains("/instances/{id}", StringComparison.Ordinal);
        foreach (var (who, token) in _everybody)
        {
            var status = await Status(endpoint.Method, Fill(endpoint.Path), token);
            var may = open.Split(' ').Contains(who, StringComparer.Ordinal);
            var right = may
                ? status is not (HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden) && !(ofAccount && status is HttpStatusCode.NotFound)
                : status == (token is null ? HttpStatusCode.Unauthorized : ofAccount && who is ("stranger" or "person") ? HttpStatusCode.NotFound : HttpStatusCode.Forbidden);
            if (!right) differences.Add($"{endpoint.Name} as {who}: {(int)status}");
        }

        return differences;
    }

    private async Task<HttpStatusCode> Status(HttpMethod method, string path, string? token)
    {
        using var answer = await Gateway.Send(method, path, token);
        return answer.StatusCode;
    }

    private string Fill(string path) => path
        .Replace("/accounts/{id}", "/accounts/lab", StringComparison.Ordinal)
        .Replace("/passkeys/{passkey}", "/passkeys/none", StringComparison.Ordinal)
        .Replace("/people/{name}", "/people/nobody", StringComparison.Ordinal)
        .Replace("/sessions/{id}", "/sessions/none", StringComparison.Ordinal)
        .Replace("/tokens/{id}", "/tokens/none", StringComparison.Ordinal)
        .Replace("{principal}", "user:nobody", StringComparison.Ordinal)
        .Replace("{kind}/{id}", $"instance/{SimpleInstances.Id(1)}", StringComparison.Ordinal)
        .Replace("{id}", _instance, StringComparison.Ordinal)
        + (path.EndsWith("/logs", StringComparison.Ordinal) ? "?source=jupyter" : "");

    private async Task<List<(string Name, HttpMethod Method, string Path)>> Document()
    {
        using var answer = await Gateway.Get("/openapi/v1.json");
        var paths = (await Json(answer))["paths"]!.AsObject();
        return [.. from path in paths from operation in path.Value!.AsObject() select ((string)operation.Value!["operationId"]!, new HttpMethod(operation.Key), path.Key)];
    }
}
