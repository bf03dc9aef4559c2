using System.Net;
using Nightingale.Gateway.Access;
using Nightingale.Gateway.Problems;
using NUnit.Framework;
using static Nightingale.Tests.Gateway.TestGateway;

namespace Nightingale.Tests.Gateway.SignIn;

public sealed class PeopleTests : GatewayTest
{
    private const string People = "/api/v1/people";

    private Browser _root = null!;

    [SetUp]
    public async Task SignIn() => _root = await Browser.SignedIn(Gateway, "root", SystemRole.Operator);

    [TearDown]
    public void Leave() => _root.Dispose();

    [Test]
    public async Task A_person_who_is_added_signs_in_with_a_password_that_is_shown_once()
    {
        using var added = await _root.Post(People, """{"name":"ada","displayName":"Ada Lovelace"}""");
        await HasStatus(added, HttpStatusCode.Created);
        var password = (string)(await Json(added))["password"]!;
        using var ada = new Browser(Gateway);
        using var signedIn = await ada.SignIn("ada", password);
        var me = await Json(signedIn);
        Assert.That(((string?)me["displayName"], (string?)me["role"], (bool)me["factors"]!["passwordIsTemporary"]!), Is.EqualTo(("Ada Lovelace", "researcher", true)));

        using var list = await _root.Get(People);
        Assert.That(await list.Content.ReadAsStringAsync(), Does.Contain("Ada Lovelace").And.Not.Contain(password).And.Not.Contain(Gateway.People.Store.Find("ada")!.PasswordHash));
    }

    [Test]
    public async Task A_researcher_sees_nothing_before_an_account_lets_them()
    {
        await Gateway.Launched(await Gateway.Researcher());
        using var ada = await Browser.SignedIn(Gateway, "ada");
        using var list = await ada.Get("/api/v1/instances");
        Assert.That((await Json(list))["items"]!.AsArray(), Is.Empty);
        using var usage = await ada.Get("/api/v1/accounts/lab/balance");
        await HasStatus(usage, HttpStatusCode.NotFound);
    }

    [Test]
    public async Task A_new_role_holds_from_the_next_request_on_and_nobody_takes_their_own()
    {
        using var ada = await Browser.SignedIn(Gateway, "ada");
        using var before = await ada.Get(People);
        await IsProblem(before, ProblemKind.Forbidden);
        using var changed = await _root.Send(HttpMethod.Patch, $"{People}/ada", """{"role":"auditor"}""");
        await HasStatus(changed, HttpStatusCode.OK);
        using var after = await ada.Get(People);
        await HasStatus(after, HttpStatusCode.OK);
        using var own = await _root.Send(HttpMethod.Patch, $"{People}/root", """{"role":"researcher"}""");
        await IsProblem(own, ProblemKind.Conflict);
    }

    [Test]
    public async Task Who_is_locked_is_out_at_once_and_stays_out_until_unlocked()
    {
        using var ada = await Browser.SignedIn(Gateway, "ada");
        using var locked = await _root.Post($"{People}/ada/lock");
        Assert.That((bool)(await Json(locked))["locked"]!, Is.True);
        using var ended = await ada.Get("/api/v1/me");
        await IsProblem(ended, ProblemKind.Unauthenticated);
        using var refused = await ada.SignIn("ada");
        await IsProblem(refused, ProblemKind.SignInRefused);
        (await _root.Post($"{People}/ada/unlock")).Dispose();
        using var open = await ada.SignIn("ada");
        await HasStatus(open, HttpStatusCode.OK);
        using var own = await _root.Post($"{People}/root/lock");
        await IsProblem(own, ProblemKind.Conflict);
    }

    [Test]
    public async Task A_reset_gives_a_new_password_and_takes_every_other_factor_and_session()
    {
        using var ada = await Browser.SignedIn(Gateway, "ada");
        await Gateway.People.Store.Change("ada", person => person with { Authenticator = new([1], IsConfirmed: true, LastStep: 0), RecoveryCodes = ["00"] });
        using var reset = await _root.Post($"{People}/ada/reset");
        var password = (string)(await Json(reset))["password"]!;
        using var ended = await ada.Get("/api/v1/me");
        await IsProblem(ended, ProblemKind.Unauthenticated);
        using var old = await ada.SignIn("ada");
        await IsProblem(old, ProblemKind.SignInRefused);
        using var signedIn = await ada.SignIn("ada", password);
        await HasStatus(signedIn, HttpStatusCode.OK);
    }

    [TestCase("""{"name":"root"}""")]
    [TestCase("""{"name":"ROOT"}""")]
    public async Task A_name_belongs_to_one_person_in_whatever_case(string body)
    {
        using var answer = await _root.Post(People, body);
        await IsProblem(answer, ProblemKind.Conflict);
    }

    [TestCase("""{}""", "name")]
    [TestCase("""{"name":"?"}""", "name")]
    [TestCase("""{"name":"a b"}""", "name")]
    [TestCase("""{"name":"ada","role":"Operator"}""", "role")]
    [TestCase("""{"name":"ada","password":"short"}""", "password")]
    [TestCase("""{"name":"ada","displayName":" "}""", "displayName")]
    [TestCase("""{"name":"ada","passwordHash":"x"}""", "passwordHash")]
    public async Task A_person_that_does_not_hold_is_refused(string body, string field)
    {
        using var answer = await _root.Post(People, body);
        Assert.That(Fields(await IsProblem(answer, ProblemKind.Invalid)), Is.EqualTo(new[] { field }));
    }

    [TestCase("lock")]
    [TestCase("unlock")]
    [TestCase("reset")]
    public async Task What_is_asked_about_nobody_is_not_found(string verb)
    {
        using var answer = await _root.Post($"{People}/nobody/{verb}");
        await IsProblem(answer, ProblemKind.NotFound);
    }
}
