using System.Net;
using System.Text;
using Nightingale.Gateway.People;
using Nightingale.Gateway.Problems;
using NUnit.Framework;
using static Nightingale.Tests.Gateway.TestGateway;

namespace Nightingale.Tests.Gateway.SignIn;

public sealed class AuthenticatorTests : GatewayTest
{
    private const string Authenticator = "/api/v1/me/authenticator";
    private const string Confirmed = $$"""{"password":"{{Browser.Password}}"}""";

    // RFC 6238, appendix B, the last six of its eight digits.
    [TestCase(59, "287082")]
    [TestCase(1111111109, "081804")]
    [TestCase(1234567890, "005924")]
    [TestCase(20000000000, "353130")]
    public void Codes_are_those_of_the_RFC(long seconds, string code)
    {
        var secret = Encoding.ASCII.GetBytes("12345678901234567890");
        Assert.That(Totp.Code(secret, Totp.StepOf(DateTimeOffset.FromUnixTimeSeconds(seconds))), Is.EqualTo(code));
        Assert.That(Totp.Uri("ada", secret), Does.Contain("secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&"));
    }

    [TestCase(-2, false)]
    [TestCase(-1, true)]
    [TestCase(0, true)]
    [TestCase(1, true)]
    [TestCase(2, false)]
    public void A_code_is_good_in_its_half_minute_and_in_those_beside_it(int steps, bool good)
    {
        var (secret, now) = (Totp.NewSecret(), new DateTimeOffset(2026, 3, 1, 9, 0, 0, TimeSpan.Zero));
        Assert.That(Totp.Match(secret, Totp.Code(secret, Totp.StepOf(now) + steps), now, after: 0) is not null, Is.EqualTo(good));
    }

    [Test]
    public async Task An_authenticator_is_asked_for_beside_the_password_once_it_is_confirmed()
    {
        using var ada = await Browser.SignedIn(Gateway, "ada");
        var secret = await Enrol(ada);
        using var notYet = await ada.SignIn("ada");
        await HasStatus(notYet, HttpStatusCode.OK);
        await Confirm(ada, secret);

        using var other = new Browser(Gateway);
        using var asked = await other.SignIn("ada");
        await IsProblem(asked, ProblemKind.SecondFactorNeeded);
        Assert.That(other.Session, Is.Null);
        using var guessed = await other.SignIn("ada", code: "000000");
        await IsProblem(guessed, ProblemKind.SignInRefused);
        using var wrongPassword = await other.SignIn("ada", "wrong horse battery", Next(secret));
        await IsProblem(wrongPassword, ProblemKind.SignInRefused);
        using var right = await other.SignIn("ada", code: Next(secret));
        Assert.That((string?)(await Json(right))["signedInBy"], Is.EqualTo("password+code"));
    }

    [Test]
    public async Task No_code_is_good_twice_and_none_before_one_that_was_used()
    {
        using var ada = await Browser.SignedIn(Gateway, "ada");
        var secret = await Enrol(ada);
        var (before, used) = (Totp.Code(secret, Totp.StepOf(Gateway.Time.GetUtcNow())), Totp.Code(secret, Totp.StepOf(Gateway.Time.GetUtcNow()) + 1));
        await Confirm(ada, secret);
        using var first = await ada.SignIn("ada", code: used);
        await HasStatus(first, HttpStatusCode.OK);
        foreach (var code in new[] { used, before })
        {
            using var again = await ada.SignIn("ada", code: code);
            await IsProblem(again, ProblemKind.SignInRefused);
        }
    }

    [Test]
    public async Task Of_two_who_send_a_code_at_once_one_gets_in()
    {
        using var ada = await Browser.SignedIn(Gateway, "ada");
        var secret = await Enrol(ada);
        await Confirm(ada, secret);
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => new Browser(Gateway).SignIn("ada", code: Next(secret))));
        Assert.That(answers.Count(answer => answer.StatusCode is HttpStatusCode.OK), Is.EqualTo(1));
    }

    [Test]
    public async Task A_recovery_code_stands_in_for_the_authenticator_once()
    {
        using var ada = await Browser.SignedIn(Gateway, "ada");
        var code = (await Confirm(ada, await Enrol(ada)))[3];
        using var first = await ada.SignIn("ada", code: code.ToLowerInvariant());
        Assert.That((int)(await Json(first))["factors"]!["recoveryCodes"]!, Is.EqualTo(9));
        using var second = await ada.SignIn("ada", code: code);
        await IsProblem(second, ProblemKind.SignInRefused);
    }

    [Test]
    public async Task Who_finds_a_browser_open_can_change_no_factor_without_the_password()
    {
        using var ada = await Browser.SignedIn(Gateway, "ada");
        foreach (var path in new[] { Authenticator, $"{Authenticator}/remove" })
        {
            using var answer = await ada.Post(path, """{"password":"a guess at it"}""");
            Assert.That(Fields(await IsProblem(answer, ProblemKind.Invalid)), Is.EqualTo(new[] { "password" }));
        }
    }

    [Test]
    public async Task A_change_of_factors_ends_every_other_session()
    {
        using var here = await Browser.SignedIn(Gateway, "ada");
        using var there = new Browser(Gateway);
        (await there.SignIn("ada")).Dispose();
        var secret = await Enrol(here);
        using var control = await there.Get("/api/v1/me");
        await HasStatus(control, HttpStatusCode.OK);
        await Confirm(here, secret);
        using var ended = await there.Get("/api/v1/me");
        await IsProblem(ended, ProblemKind.Unauthenticated);

        (await there.SignIn("ada", code: Next(secret))).Dispose();
        using var removed = await here.Post($"{Authenticator}/remove", Confirmed);
        await HasStatus(removed, HttpStatusCode.NoContent);
        using var endedToo = await there.Get("/api/v1/me");
        await IsProblem(endedToo, ProblemKind.Unauthenticated);
        using var withoutCode = await there.SignIn("ada");
        await HasStatus(withoutCode, HttpStatusCode.OK);
    }

    [Test]
    public async Task Neither_the_secret_nor_a_recovery_code_is_kept_in_clear()
    {
        using var ada = await Browser.SignedIn(Gateway, "ada");
        var secret = await Enrol(ada);
        var codes = await Confirm(ada, secret);
        var file = await File.ReadAllTextAsync(Gateway.PeopleFile);
        Assert.That(file, Does.Contain("\"ada\""));
        foreach (var text in codes.Append(Convert.ToBase64String(secret)).Append(Browser.Password)) Assert.That(file, Does.Not.Contain(text));
    }

    private async Task<byte[]> Enrol(Browser browser)
    {
        using var answer = await browser.Post(Authenticator, Confirmed);
        await HasStatus(answer, HttpStatusCode.OK);
        var shown = (string)(await Json(answer))["secret"]!;
        var kept = Gateway.People.Store.Find("ada")!.Authenticator!;
        var secret = Gateway.People.Sealing.Open("totp:ada", kept.Secret)!;
        Assert.That(Totp.Uri("ada", secret), Does.Contain($"secret={shown}&"));
        return secret;
    }

    private async Task<string[]> Confirm(Browser browser, byte[] secret)
    {
        using var answer = await browser.Post($"{Authenticator}/confirm", $$"""{"code":"{{Totp.Code(secret, Totp.StepOf(Gateway.Time.GetUtcNow()))}}"}""");
        await HasStatus(answer, HttpStatusCode.OK);
        return [.. (await Json(answer))["recoveryCodes"]!.AsArray().Select(code => (string)code!)];
    }

    // The one after the code that confirmed it, which is good already.
    private string Next(byte[] secret) => Totp.Code(secret, Totp.StepOf(Gateway.Time.GetUtcNow()) + 1);
}
