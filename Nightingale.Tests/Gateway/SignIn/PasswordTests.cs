using System.Net;
using Nightingale.Gateway.Access;
using Nightingale.Gateway.Problems;
using NUnit.Framework;
using static Nightingale.Tests.Gateway.TestGateway;

namespace Nightingale.Tests.Gateway.SignIn;

public sealed class PasswordTests : GatewayTest
{
    private const string Me = "/api/v1/me";

    [Test]
    public async Task Who_signs_in_with_a_password_is_known_until_they_sign_out()
    {
        using var ada = await Browser.Of(Gateway, "ada", SystemRole.Auditor);
        using var before = await ada.Get(Me);
        await IsProblem(before, ProblemKind.Unauthenticated);

        using var signedIn = await ada.SignIn("ada");
        await HasStatus(signedIn, HttpStatusCode.OK);
        using var known = await ada.Get(Me);
        var me = await Json(known);
        Assert.That(((string?)me["principal"], (string?)me["role"], (string?)me["signedInBy"]), Is.EqualTo(("user:ada", "auditor", "password")));
        var session = ada.Session!;

        using var signedOut = await ada.Delete("/api/v1/session");
        await HasStatus(signedOut, HttpStatusCode.NoContent);
        Assert.That(ada.Session, Is.Null);
        ada.Session = session;
        using var after = await ada.Get(Me);
        await IsProblem(after, ProblemKind.Unauthenticated);
    }

    [Test]
    public async Task The_cookie_is_for_this_host_alone_and_for_no_script()
    {
        using var ada = await Browser.Of(Gateway, "ada");
        using var answer = await ada.SignIn("ada");
        foreach (var cookie in answer.Headers.GetValues("Set-Cookie"))
            Assert.That(cookie.ToLowerInvariant(), Does.Contain("; httponly").And.Contain("; samesite=lax").And.Contain("; path=/").And.Not.Contain("domain="));
    }

    [Test]
    public async Task An_unknown_name_a_wrong_password_and_a_locked_person_get_the_same_answer_by_the_same_path()
    {
        using var ada = await Browser.Of(Gateway, "ada");
        using var eve = await Browser.Of(Gateway, "eve");
        await Gateway.People.Store.Change("eve", person => person with { IsLocked = true });
        using var unknown = await ada.SignIn("nobody");
        using var wrong = await ada.SignIn("ada", "wrong horse battery");
        using var locked = await ada.SignIn("eve");
        var answers = new List<string>();
        foreach (var answer in new[] { unknown, wrong, locked })
        {
            var problem = await IsProblem(answer, ProblemKind.SignInRefused);
            problem["traceId"] = null;
            answers.Add(problem.ToJsonString());
        }

        Assert.That(answers.Distinct(StringComparer.Ordinal).Count(), Is.EqualTo(1));
        var store = Gateway.People.Store;
        Assert.That(new[] { store.Decoy, store.Find("ada")!, store.Find("eve")! }.Select(person => person.LockOut.Failures), Is.All.EqualTo(1), "each was hashed and written once");
        using var control = await ada.SignIn("ada");
        await HasStatus(control, HttpStatusCode.OK);
    }

    [Test]
    public async Task Nobody_can_sign_in_as_the_decoy_or_see_it()
    {
        using var browser = await Browser.SignedIn(Gateway, "root", SystemRole.Operator);
        using var answer = await browser.SignIn("?");
        await IsProblem(answer, ProblemKind.SignInRefused);
        using var list = await browser.Get("/api/v1/people");
        Assert.That((await Json(list)).AsArray().Select(person => (string)person!["name"]!), Is.EqualTo(new[] { "root" }));
    }

    [Test]
    public async Task Wrong_guesses_lock_out_unknown_browsers_for_a_while_and_not_the_one_that_its_owner_uses()
    {
        using var own = await Browser.SignedIn(Gateway, "ada");
        using var other = new Browser(Gateway);
        for (var guess = 0; guess < 5; guess++)
        {
            using var wrong = await other.SignIn("ada", $"guess number {guess}");
            await IsProblem(wrong, ProblemKind.SignInRefused);
        }

        using var lockedOut = await other.SignIn("ada");
        await IsProblem(lockedOut, ProblemKind.SignInRefused);
        using var owner = await own.SignIn("ada");
        await HasStatus(owner, HttpStatusCode.OK);

        for (var guess = 0; guess < 5; guess++) (await other.SignIn("ada", $"guess number {guess}")).Dispose();
        Gateway.Time.Advance(TimeSpan.FromSeconds(29));
        using var soon = await other.SignIn("ada");
        await IsProblem(soon, ProblemKind.SignInRefused);
        Gateway.Time.Advance(TimeSpan.FromSeconds(1));
        using var later = await other.SignIn("ada");
        await HasStatus(later, HttpStatusCode.OK);
    }

    [Test]
    public async Task A_browser_that_one_person_uses_is_unknown_to_another()
    {
        using var eve = await Browser.SignedIn(Gateway, "eve");
        (await Browser.Of(Gateway, "ada")).Dispose();
        for (var guess = 0; guess < 5; guess++) (await eve.SignIn("ada", $"guess number {guess}")).Dispose();
        using var lockedOut = await eve.SignIn("ada");
        await IsProblem(lockedOut, ProblemKind.SignInRefused);
    }

    [Test]
    public async Task A_flood_of_attempts_from_one_address_is_told_to_wait_and_a_known_browser_is_not()
    {
        await using var gateway = await TestGateway.Start(signIn: QuickSignIn with { AttemptsPerMinute = 3 });
        using var own = await Browser.SignedIn(gateway, "ada");
        using var other = new Browser(gateway);
        for (var attempt = 0; attempt < 2; attempt++) (await other.SignIn("nobody")).Dispose();
        using var flood = await other.SignIn("nobody");
        await IsProblem(flood, ProblemKind.TooManyFailures);
        Assert.That(flood.Headers.RetryAfter, Is.Not.Null);
        using var owner = await own.SignIn("ada");
        await HasStatus(owner, HttpStatusCode.OK);
    }

    [Test]
    public async Task Attempts_are_on_record_with_known_names_and_without_passwords()
    {
        using var ada = await Browser.Of(Gateway, "ada");
        (await ada.SignIn("ada", "wrong horse battery")).Dispose();
        (await ada.SignIn("my password in the wrong place", "ada")).Dispose();
        (await ada.SignIn("ada")).Dispose();

        var lines = await Gateway.AccessLines();
        Assert.That(lines, Has.Length.EqualTo(3));
        Assert.That(lines[0], Does.Contain("user:ada").And.Contain("refused").And.Contain("startSession"));
        Assert.That(lines[1], Does.Not.Contain("principal\":\"").And.Contain("refused"));
        Assert.That(lines[2], Does.Contain("user:ada").And.Contain("allowed").And.Contain("\"s-"));
        Assert.That(string.Concat(lines), Does.Not.Contain("battery").And.Not.Contain("my password").And.Not.Contain(ada.Session!.Split('.')[1]));
    }

    [Test]
    public async Task A_new_password_ends_every_other_session_and_gives_this_one_a_new_secret()
    {
        using var here = await Browser.SignedIn(Gateway, "ada");
        using var there = new Browser(Gateway);
        (await there.SignIn("ada")).Dispose();
        var old = here.Session;
        using var control = await there.Get(Me);
        await HasStatus(control, HttpStatusCode.OK);

        using var wrong = await here.Post("/api/v1/me/password", """{"password":"not the present one","newPassword":"a staple of batteries"}""");
        Assert.That(Fields(await IsProblem(wrong, ProblemKind.Invalid)), Is.EqualTo(new[] { "password" }));
        using var changed = await here.Post("/api/v1/me/password", $$"""{"password":"{{Browser.Password}}","newPassword":"a staple of batteries"}""");
        await HasStatus(changed, HttpStatusCode.NoContent);

        using var still = await here.Get(Me);
        await HasStatus(still, HttpStatusCode.OK);
        Assert.That(here.Session, Is.Not.EqualTo(old));
        using var ended = await there.Get(Me);
        await IsProblem(ended, ProblemKind.Unauthenticated);
        using var oldPassword = await there.SignIn("ada");
        await IsProblem(oldPassword, ProblemKind.SignInRefused);
        using var newPassword = await there.SignIn("ada", "a staple of batteries");
        await HasStatus(newPassword, HttpStatusCode.OK);
    }

    [TestCase("short")]
    [TestCase("aaaaaaaaaaaaaaaa")]
    [TestCase("ada.lovelace-1815")]
    public async Task A_password_that_is_easily_guessed_is_refused(string password)
    {
        using var ada = await Browser.SignedIn(Gateway, "ada.lovelace");
        using var answer = await ada.Post("/api/v1/me/password", $$"""{"password":"{{Browser.Password}}","newPassword":"{{password}}"}""");
        Assert.That(Fields(await IsProblem(answer, ProblemKind.Invalid)), Is.EqualTo(new[] { "newPassword" }));
    }

    [Test]
    public async Task A_token_is_not_a_person_who_could_change_a_password()
    {
        using var answer = await Gateway.Post("/api/v1/me/password", await Gateway.Researcher(), """{"newPassword":"a staple of batteries"}""");
        await IsProblem(answer, ProblemKind.Conflict);
        using var me = await Gateway.Get(Me, await Gateway.Researcher());
        Assert.That((string?)(await Json(me))["signedInBy"], Is.EqualTo("token"));
    }

    [TestCase("""{"password":"x"}""", "name")]
    [TestCase("""{"name":"ada"}""", "password")]
    [TestCase("""{"name":"ada","password":"x","role":"operator"}""", "role")]
    public async Task A_sign_in_that_does_not_hold_is_refused(string body, string field)
    {
        using var browser = new Browser(Gateway);
        using var answer = await browser.Post("/api/v1/session", body);
        Assert.That(Fields(await IsProblem(answer, ProblemKind.Invalid)), Is.EqualTo(new[] { field }));
    }
}
