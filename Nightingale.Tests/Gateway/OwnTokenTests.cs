using System.Net;
using Nightingale.Actors.Accounts;
using Nightingale.Gateway.Access;
using Nightingale.Gateway.Problems;
using NUnit.Framework;
using static Nightingale.Tests.Gateway.TestGateway;

namespace Nightingale.Tests.Gateway;

/// <summary>Tokens that people make for themselves.</summary>
public sealed class OwnTokenTests : GatewayTest
{
    private const string Tokens = "/api/v1/tokens";

    private string _ada = "";
    private string _instance = "";

    [SetUp]
    public async Task MakeAda()
    {
        _ada = await Gateway.Member("ada", MemberRole.Researcher);
        await Gateway.Member("ada", MemberRole.Owner, "clinic");
        _instance = await Gateway.Launched(_ada);
    }

    [Test]
    public async Task A_token_for_reading_shows_what_its_person_sees_and_changes_nothing()
    {
        var reading = await Made(_ada, """{"label":"plots","access":"read"}""");
        Assert.That(await Status(HttpMethod.Get, $"/api/v1/instances/{_instance}", reading), Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await Status(HttpMethod.Post, $"/api/v1/instances/{_instance}/stop", _ada), Is.EqualTo(HttpStatusCode.Accepted), "the control: its person may");
        using var refused = await Gateway.Send(HttpMethod.Delete, $"/api/v1/instances/{_instance}", reading);
        Assert.That((string)(await IsProblem(refused, ProblemKind.Forbidden))["detail"]!, Does.Contain("reading only"));
        Assert.That(await Status(HttpMethod.Post, Tokens, reading), Is.EqualTo(HttpStatusCode.Forbidden));
    }

    [Test]
    public async Task A_token_for_one_account_knows_no_other_and_has_the_persons_role_there()
    {
        var clinic = await Made(_ada, """{"label":"clinic","access":"write","accounts":["clinic"]}""");
        Assert.That(await Status(HttpMethod.Get, $"/api/v1/instances/{_instance}", clinic), Is.EqualTo(HttpStatusCode.NotFound));
        using var accounts = await Gateway.Get("/api/v1/accounts", clinic);
        Assert.That((await Json(accounts)).AsArray().Select(account => $"{account!["id"]} {account["role"]}"), Is.EqualTo(new[] { "clinic owner" }));
        Assert.That(await Status(HttpMethod.Delete, "/api/v1/accounts/clinic/members/user:nobody", clinic), Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task A_token_loses_what_its_person_loses_and_is_no_good_without_its_person()
    {
        var token = await Made(_ada, """{"label":"laptop","access":"write"}""");
        await Gateway.Accounts.Ask("lab", new(new AccountCommand.RemoveMember(Gateway.Time.GetUtcNow(), "user:ada"), "user:test"));
        Assert.That(await Status(HttpMethod.Get, $"/api/v1/instances/{_instance}", token), Is.EqualTo(HttpStatusCode.NotFound));
        await Gateway.People.Store.Change("ada", person => person with { IsLocked = true });
        Assert.That(await Status(HttpMethod.Get, "/api/v1/accounts", token), Is.EqualTo(HttpStatusCode.Unauthorized));
    }

    [Test]
    public async Task An_operators_own_token_is_an_operators_as_long_as_its_person_is_one_and_cut_to_accounts_it_is_not()
    {
        await Gateway.Member("root", MemberRole.Researcher);
        await Gateway.People.Store.Change("root", person => person with { Role = SystemRole.Operator });
        var (_, whole) = await Gateway.Tokens.CreateFor("root", "all", [], readOnly: false, expiresAt: null);
        var cut = await Made(whole, """{"label":"lab","access":"write","accounts":["lab"]}""");
        Assert.That(await Status(HttpMethod.Get, "/api/v1/cluster", whole), Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await Status(HttpMethod.Get, "/api/v1/cluster", cut), Is.EqualTo(HttpStatusCode.Forbidden));
        await Gateway.People.Store.Change("root", person => person with { Role = null });
        Assert.That(await Status(HttpMethod.Get, "/api/v1/cluster", whole), Is.EqualTo(HttpStatusCode.Forbidden));
    }

    [Test]
    public async Task People_see_and_revoke_their_own_tokens_and_operators_all()
    {
        var eve = await Gateway.Member("eve", MemberRole.Owner);
        using var created = await Gateway.Post(Tokens, _ada, """{"label":"laptop","access":"read"}""");
        var id = (string)(await Json(created))["token"]!["id"]!;
        Assert.That(await Labels(_ada), Does.Contain("laptop"));
        Assert.That(await Labels(eve), Does.Not.Contain("laptop"));
        Assert.That(await Labels(await Gateway.Token(Role.Operator)), Does.Contain("laptop"));
        Assert.That(await Status(HttpMethod.Delete, $"{Tokens}/{id}", eve), Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That(await Status(HttpMethod.Delete, $"{Tokens}/{id}", _ada), Is.EqualTo(HttpStatusCode.NoContent));
    }

    [TestCase("""{"access":"read"}""", "label")]
    [TestCase("""{"label":"x"}""", "access")]
    [TestCase("""{"label":"x","access":"admin"}""", "access")]
    [TestCase("""{"label":"x","access":"read","role":"operator"}""", "role")]
    [TestCase("""{"label":"x","access":"read","name":"root"}""", "name")]
    [TestCase("""{"label":"x","access":"read","accounts":["ward-7"]}""", "accounts")]
    [TestCase("""{"label":"x","access":"read","expiresAt":"2026-02-01T00:00:00Z"}""", "expiresAt")]
    [TestCase("""{"label":"x","access":"read","expiresAt":"2028-01-01T00:00:00Z"}""", "expiresAt")]
    public async Task A_token_that_would_be_more_than_its_person_is_refused(string body, string field)
    {
        using var answer = await Gateway.Post(Tokens, _ada, body);
        Assert.That(Fields(await IsProblem(answer, ProblemKind.Invalid)), Is.EqualTo(new[] { field }));
    }

    [Test]
    public async Task A_token_makes_none_that_is_wider_or_longer_good_than_itself()
    {
        var narrow = await Made(_ada, """{"label":"lab","access":"write","accounts":["lab"],"expiresAt":"2026-03-02T00:00:00Z"}""");
        foreach (var (body, field) in (IEnumerable<(string, string)>)
                 [
                     ("""{"label":"x","access":"write"}""", "accounts"),
                     ("""{"label":"x","access":"write","accounts":["clinic"]}""", "accounts"),
                     ("""{"label":"x","access":"write","accounts":["lab"],"expiresAt":"2026-03-03T00:00:00Z"}""", "expiresAt"),
                 ])
        {
            using var wider = await Gateway.Post(Tokens, narrow, body);
            Assert.That(Fields(await IsProblem(wider, ProblemKind.Invalid)), Is.EqualTo(new[] { field }), body);
        }

        using var same = await Gateway.Post(Tokens, narrow, """{"label":"x","access":"read","accounts":["lab"]}""");
        Assert.That((DateTimeOffset)(await Json(same))["token"]!["expiresAt"]!, Is.EqualTo(new DateTimeOffset(2026, 3, 2, 0, 0, 0, TimeSpan.Zero)));
    }

    [Test]
    public async Task A_programs_token_makes_no_other_and_bears_no_persons_name()
    {
        using var program = await Gateway.Post(Tokens, await Gateway.Researcher(), """{"label":"x","access":"read"}""");
        await IsProblem(program, ProblemKind.Forbidden);
        using var named = await Gateway.Post(Tokens, await Gateway.Token(Role.Operator), """{"name":"ada","role":"operator"}""");
        Assert.That(Fields(await IsProblem(named, ProblemKind.Invalid)), Is.EqualTo(new[] { "name" }));
    }

    private async Task<string> Made(string with, string body)
    {
        using var created = await Gateway.Post(Tokens, with, body);
        await HasStatus(created, HttpStatusCode.Created);
        return (string)(await Json(created))["secret"]!;
    }

    private async Task<IEnumerable<string?>> Labels(string token)
    {
        using var list = await Gateway.Get(Tokens, token);
        return (await Json(list)).AsArray().Select(one => (string?)one!["label"]).ToList();
    }

    private async Task<HttpStatusCode> Status(HttpMethod method, string path, string token)
    {
        using var answer = await Gateway.Send(method, path, token, method == HttpMethod.Post ? "{}" : null);
        return answer.StatusCode;
    }
}
