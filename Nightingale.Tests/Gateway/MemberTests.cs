using System.Net;
using Nightingale.Actors.Accounts;
using Nightingale.Gateway.Access;
using Nightingale.Gateway.Problems;
using NUnit.Framework;
using static Nightingale.Tests.Gateway.TestGateway;

namespace Nightingale.Tests.Gateway;

/// <summary>Members, permissions and the budget of an account, and who hears what of it.</summary>
public sealed class MemberTests : GatewayTest
{
    private const string Lab = "/api/v1/accounts/lab";

    private string _owner = "";

    [SetUp]
    public async Task MakeOwner() => _owner = await Gateway.Member("olga", MemberRole.Owner);

    [Test]
    public async Task An_owner_says_who_is_what_and_the_last_owner_stays()
    {
        using var added = await Put($"{Lab}/members/user:ada", """{"role":"researcher"}""");
        Assert.That((await Json(added))["members"]!.ToJsonString(), Is.EqualTo("""[{"principal":"user:ada","role":"researcher"},{"principal":"user:olga","role":"owner"}]"""));
        using var removed = await Gateway.Send(HttpMethod.Delete, $"{Lab}/members/user:ada", _owner);
        Assert.That((await Json(removed))["members"]!.AsArray(), Has.Count.EqualTo(1));
        using var last = await Gateway.Send(HttpMethod.Delete, $"{Lab}/members/user:olga", _owner);
        Assert.That((string)(await IsProblem(last, ProblemKind.Conflict))["detail"]!, Does.Contain("last owner"));
        using var listed = await Gateway.Get($"{Lab}/members", _owner);
        Assert.That((await Json(listed))["members"]!.AsArray(), Has.Count.EqualTo(1));
    }

    [TestCase("user:ada", """{"role":"operator"}""", "role")]
    [TestCase("user:ada", """{}""", "role")]
    [TestCase("ada", """{"role":"owner"}""", "principal")]
    [TestCase("user:", """{"role":"owner"}""", "principal")]
    [TestCase("user:a%20b", """{"role":"owner"}""", "principal")]
    [TestCase("system:up", """{"role":"owner"}""", "principal")]
    public async Task A_member_that_does_not_hold_is_refused(string principal, string body, string field)
    {
        using var answer = await Put($"{Lab}/members/{principal}", body);
        Assert.That(Fields(await IsProblem(answer, ProblemKind.Invalid)), Is.EqualTo(new[] { field }));
    }

    [Test]
    public async Task Everybody_sees_the_accounts_that_they_may_with_what_they_are_there()
    {
        await Gateway.Member("ada", MemberRole.Auditor);
        var ada = await Gateway.Member("ada", MemberRole.Researcher, "clinic");
        Assert.That(await Accounts(ada), Is.EqualTo(new[] { "clinic researcher true true", "lab auditor false false" }));
        Assert.That(await Accounts(await Gateway.Person("pat")), Is.Empty);
        Assert.That(await Accounts(await Gateway.Token(Role.Operator)), Is.EqualTo(new[] { "clinic  false true", "lab  false true" }));
        Assert.That(await Accounts(await Gateway.Token(Role.Auditor)), Is.EqualTo(new[] { "clinic  false false", "lab  false false" }));
    }

    [Test]
    public async Task All_is_permitted_until_an_owner_says_otherwise()
    {
        using var before = await Gateway.Get($"{Lab}/permissions", _owner);
        Assert.That((await Json(before)).ToJsonString(), Is.EqualTo("""{"terminals":true,"downloads":true,"uploads":true,"startOnOpen":true}"""));
        const string Strict = """{"terminals":false,"downloads":false,"uploads":true,"startOnOpen":false}""";
        using var set = await Put($"{Lab}/permissions", Strict);
        await HasStatus(set, HttpStatusCode.OK);
        using var after = await Gateway.Get($"{Lab}/permissions", _owner);
        Assert.That((await Json(after)).ToJsonString(), Is.EqualTo(Strict));
        Assert.That(Gateway.Memberships.Find("lab")!.Permissions, Is.EqualTo(new AccountPermissions(Terminals: false, Downloads: false, Uploads: true, StartOnOpen: false)));
        using var half = await Put($"{Lab}/permissions", """{"terminals":true,"uploads":"yes"}""");
        Assert.That(Fields(await IsProblem(half, ProblemKind.Invalid)), Is.EqualTo(new[] { "uploads" }));
        using var some = await Put($"{Lab}/permissions", """{"terminals":true}""");
        Assert.That(Fields(await IsProblem(some, ProblemKind.Invalid)), Is.EquivalentTo(new[] { "downloads", "uploads", "startOnOpen" }));
    }

    [Test]
    public async Task A_budget_is_shown_with_the_balance_and_can_be_taken_away()
    {
        using var set = await Put($"{Lab}/budget", """{"monthly":250.5}""");
        await HasStatus(set, HttpStatusCode.OK);
        using var balance = await Gateway.Get($"{Lab}/balance", _owner);
        Assert.That((decimal)(await Json(balance))["budget"]!, Is.EqualTo(250.5m));
        using var none = await Put($"{Lab}/budget", "{}");
        Assert.That((await Json(none))["budget"], Is.Null);
        using var less = await Put($"{Lab}/budget", """{"monthly":0}""");
        await IsProblem(less, ProblemKind.Invalid);
    }

    [Test]
    public async Task Prices_are_told_before_anything_is_launched()
    {
        using var prices = await Gateway.Get("/api/v1/prices", await Gateway.Person("pat"));
        var price = (await Json(prices))[0]!;
        Assert.That(((string)price["size"]!, (decimal)price["hourly"]!, (decimal)price["monthly"]!), Is.EqualTo(("small", 0.05m, 36.5m)));
    }

    [Test]
    public async Task Auditors_find_who_tried_what_and_filters_are_strict()
    {
        var auditor = await Gateway.Token(Role.Auditor);
        using var refused = await Gateway.Get("/api/v1/cluster", _owner);
        using var found = await Gateway.Get("/api/v1/access?principal=user:olga&outcome=refused", auditor);
        var attempt = (await Json(found))["items"]!.AsArray().Single()!;
        Assert.That($"{attempt["operation"]} {attempt["status"]} {attempt["outcome"]} {attempt["from"]}", Is.EqualTo("showCluster 403 refused 127.0.0.1"));
        foreach (var (query, field) in (IEnumerable<(string, string)>)[("outcome=maybe", "outcome"), ("from=yesterday", "from"), ("after=x", "after"), ("limit=0", "limit"), ("who=me", "who")])
        {
            using var answer = await Gateway.Get($"/api/v1/access?{query}", auditor);
            Assert.That(Fields(await IsProblem(answer, ProblemKind.Malformed)), Is.EqualTo(new[] { field }));
        }
    }

    private async Task<IEnumerable<string>> Accounts(string token)
    {
        using var answer = await Gateway.Get("/api/v1/accounts", token);
        return (await Json(answer)).AsArray().Select(account => $"{account!["id"]} {account["role"]} {account["mayUse"]} {account["mayRun"]}").ToList();
    }

    private Task<HttpResponseMessage> Put(string path, string body) => Gateway.Send(HttpMethod.Put, path, _owner, body);
}
