using System.Net;
using System.Text.Json.Nodes;
using Nightingale.Actors.Accounts;
using Nightingale.Gateway.Access;
using Nightingale.Gateway.Problems;
using NUnit.Framework;
using static Nightingale.Tests.Gateway.TestGateway;

namespace Nightingale.Tests.Gateway.SignIn;

/// <summary>What people may who are signed in, and what is theirs alone.</summary>
public sealed class PeopleRightsTests : GatewayTest
{
    private const string People = "/api/v1/people";
    private const string Tokens = "/api/v1/tokens";

    [Test]
    public async Task A_signed_in_member_has_the_rights_of_each_account_as_they_are_at_the_moment()
    {
        await Gateway.SetMember("ada", MemberRole.Owner);
        await Gateway.SetMember("ada", MemberRole.Auditor, "clinic");
        using var ada = await Browser.SignedIn(Gateway, "ada");
        Assert.That(Accounts(await Me(ada)), Is.EqualTo(new[] { "clinic auditor", "lab owner" }));
        using var launched = await ada.Post("/api/v1/instances", Launch());
        await HasStatus(launched, HttpStatusCode.Accepted);
        using var elsewhere = await ada.Post("/api/v1/instances", Launch("clinic"));
        await IsProblem(elsewhere, ProblemKind.Forbidden);

        await Gateway.SetMember("eve", MemberRole.Owner);
        await Gateway.Accounts.Ask("lab", new(new AccountCommand.RemoveMember(Gateway.Time.GetUtcNow(), "user:ada"), "user:eve"));
        Assert.That(Accounts(await Me(ada)), Is.EqualTo(new[] { "clinic auditor" }));
        using var gone = await ada.Get($"/api/v1/instances/{(await Json(launched))["id"]}");
        await IsProblem(gone, ProblemKind.NotFound);
    }

    [Test]
    public async Task The_answer_to_a_sign_in_names_the_accounts_too()
    {
        await Gateway.SetMember("ada", MemberRole.Researcher);
        using var ada = await Browser.Of(Gateway, "ada");
        using var answer = await ada.SignIn("ada");
        Assert.That(Accounts(await Json(answer)), Is.EqualTo(new[] { "lab researcher" }));
    }

    [Test]
    public async Task A_token_that_somebody_makes_while_signed_in_is_theirs_and_ends_with_them()
    {
        await Gateway.SetMember("ada", MemberRole.Owner);
        await Gateway.SetMember("ada", MemberRole.Owner, "clinic");
        using var ada = await Browser.SignedIn(Gateway, "ada");
        using var made = await ada.Post(Tokens, """{"label":"plots","access":"read","accounts":["lab"]}""");
        var secret = (string)(await Json(made))["secret"]!;
        using var answer = await Gateway.Get("/api/v1/me", secret);
        var me = await Json(answer);
        Assert.That(((string?)me["principal"], (string?)me["role"], (string?)me["signedInBy"]), Is.EqualTo(("user:ada", "researcher", "token")));
        Assert.That(Accounts(me), Is.EqualTo(new[] { "lab owner" }));

        await Gateway.People.Store.Change("ada", person => person with { IsLocked = true });
        using var ended = await Gateway.Get("/api/v1/me", secret);
        await IsProblem(ended, ProblemKind.Unauthenticated);
    }

    [TestCase("/lock", null)]
    [TestCase("", """{"role":"auditor"}""")]
    public async Task A_stream_ends_when_its_person_is_locked_or_gets_another_role(string address, string? body)
    {
        using var root = await Browser.SignedIn(Gateway, "root", SystemRole.Operator);
        using var ada = await Browser.SignedIn(Gateway, "ada", SystemRole.Operator);
        using var stream = await ada.Get("/api/v1/stream");
        using var lines = new StreamReader(await stream.Content.ReadAsStreamAsync());
        Assert.That(await lines.ReadLineAsync().WaitAsync(Bound), Is.Not.Null);
        var rest = lines.ReadToEndAsync();
        await Gateway.Launched(await Gateway.Researcher());
        Assert.That(rest.IsCompleted, Is.False, "the control: news alone do not end it");

        using var changed = await root.Send(body is null ? HttpMethod.Post : HttpMethod.Patch, $"{People}/ada{address}", body);
        await HasStatus(changed, HttpStatusCode.OK);
        await Gateway.Launched(await Gateway.Researcher(), name: "two");
        await rest.WaitAsync(Bound);
    }

    [TestCase("nightly")]
    [TestCase("Nightly")]
    [TestCase("operator-token")]
    public async Task A_person_cannot_have_the_name_of_a_program_until_its_tokens_are_revoked(string name)
    {
        using var root = await Browser.SignedIn(Gateway, "root", SystemRole.Operator);
        using var program = await root.Post(Tokens, """{"name":"nightly","role":"researcher","accounts":["lab"]}""");
        var id = (string)(await Json(program))["token"]!["id"]!;
        using var refused = await root.Post(People, $$"""{"name":"{{name}}"}""");
        await IsProblem(refused, ProblemKind.Conflict);

        (await root.Delete($"{Tokens}/{id}")).Dispose();
        using var free = await root.Post(People, """{"name":"nightly"}""");
        await HasStatus(free, HttpStatusCode.Created);
    }

    [Test]
    public async Task A_program_cannot_have_the_name_of_a_person_even_of_one_who_is_locked()
    {
        using var root = await Browser.SignedIn(Gateway, "root", SystemRole.Operator);
        (await Browser.Of(Gateway, "ada")).Dispose();
        await Gateway.People.Store.Change("ada", person => person with { IsLocked = true });
        foreach (var name in (string[])["ada", "ADA"])
        {
            using var refused = await root.Post(Tokens, $$"""{"name":"{{name}}","role":"auditor"}""");
            Assert.That(Fields(await IsProblem(refused, ProblemKind.Invalid)), Is.EqualTo(new[] { "name" }), name);
        }

        using var other = await root.Post(Tokens, """{"name":"adas","role":"auditor"}""");
        await HasStatus(other, HttpStatusCode.Created);
    }

    [Test]
    public async Task A_program_that_had_a_persons_name_before_there_were_people_is_not_the_person()
    {
        await Gateway.SetMember("ada", MemberRole.Owner);
        using var ada = await Browser.SignedIn(Gateway, "ada");
        var (_, program) = await Gateway.Tokens.Create("ada", Role.Researcher, ["clinic"], expiresAt: null, "system:test");
        using var sessions = await Gateway.Get("/api/v1/sessions", program);
        Assert.That((await Json(sessions)).AsArray(), Is.Empty);
        using var balance = await Gateway.Get("/api/v1/accounts/lab/balance", program);
        await IsProblem(balance, ProblemKind.UnknownAccount);
        using var control = await ada.Get("/api/v1/accounts/lab/balance");
        await HasStatus(control, HttpStatusCode.OK);
    }

    private static async Task<JsonNode> Me(Browser browser)
    {
        using var answer = await browser.Get("/api/v1/me");
        return await Json(answer);
    }

    private static List<string> Accounts(JsonNode me) => me["accounts"]!.AsArray().Select(account => $"{account!["id"]} {account["role"]}").ToList();
}
