using System.Net;
using System.Text.Json.Nodes;
using Nightingale.Gateway.Problems;
using NUnit.Framework;
using static Nightingale.Tests.Gateway.TestGateway;

namespace Nightingale.Tests.Gateway.SignIn;

public sealed class PasskeyTests : GatewayTest
{
    private const string Passkeys = "/api/v1/me/passkeys";
    private const string SignIn = "/api/v1/sign-in/passkey";
    private const string Confirmed = $$"""{"password":"{{Browser.Password}}"}""";

    private Browser _ada = null!;
    private SoftAuthenticator _key = null!;

    [SetUp]
    public async Task Enter()
    {
        Gateway.Client.BaseAddress = new($"http://localhost:{Gateway.Port}");
        _ada = await Browser.SignedIn(Gateway, "ada");
        _key = new($"http://localhost:{Gateway.Port}", "localhost");
    }

    [TearDown]
    public void Leave()
    {
        _ada.Dispose();
        _key.Dispose();
    }

    [Test]
    public async Task Who_has_a_passkey_signs_in_with_it_and_without_a_name()
    {
        using var added = await Add(_key);
        await HasStatus(added, HttpStatusCode.Created);
        using var other = new Browser(Gateway);
        using var signedIn = await SignInWith(other, _key);
        await HasStatus(signedIn, HttpStatusCode.OK);
        var me = await Json(signedIn);
        Assert.That(((string?)me["principal"], (string?)me["signedInBy"], (string?)me["factors"]!["passkeys"]![0]!["label"]), Is.EqualTo(("user:ada", "passkey", "My key")));
        Assert.That(Gateway.People.Store.Find("ada")!.Passkeys.Single().SignCount, Is.EqualTo(1));
    }

    [Test]
    public async Task An_answer_is_good_once_and_in_the_browser_that_was_asked()
    {
        (await Add(_key)).Dispose();
        using var asked = new Browser(Gateway);
        var options = await Options(asked);
        var answer = new JsonObject { ["credential"] = _key.Get(options) }.ToJsonString();
        using var elsewhere = new Browser(Gateway);
        using var stolen = await elsewhere.Post(SignIn, answer);
        await IsProblem(stolen, ProblemKind.SignInRefused);
        using var first = await asked.Post(SignIn, answer);
        await HasStatus(first, HttpStatusCode.OK);
        using var again = await asked.Post(SignIn, answer);
        await IsProblem(again, ProblemKind.SignInRefused);
    }

    [Test]
    public async Task What_another_page_or_an_authenticator_that_nobody_unlocked_says_is_refused()
    {
        (await Add(_key)).Dispose();
        using var other = new Browser(Gateway);
        _key.Verifies = false;
        using var locked = await SignInWith(other, _key);
        await IsProblem(locked, ProblemKind.SignInRefused);
        using var foreign = new SoftAuthenticator($"http://instance.localhost:{Gateway.Port}", "localhost");
        using var added = await Add(foreign);
        await IsProblem(added, ProblemKind.SignInRefused);
        _key.Verifies = true;
        using var control = await SignInWith(other, _key);
        await HasStatus(control, HttpStatusCode.OK);
    }

    [Test]
    public async Task A_ceremony_that_takes_too_long_is_begun_again()
    {
        (await Add(_key)).Dispose();
        using var other = new Browser(Gateway);
        var options = await Options(other);
        Gateway.Time.Advance(TimeSpan.FromMinutes(5));
        using var late = await other.Post(SignIn, new JsonObject { ["credential"] = _key.Get(options) }.ToJsonString());
        await IsProblem(late, ProblemKind.SignInRefused);
    }

    [Test]
    public async Task A_passkey_that_is_removed_or_whose_owner_is_locked_opens_nothing()
    {
        (await Add(_key)).Dispose();
        using var other = new Browser(Gateway);
        await Gateway.People.Store.Change("ada", person => person with { IsLocked = true });
        using var locked = await SignInWith(other, _key);
        await IsProblem(locked, ProblemKind.SignInRefused);
        await Gateway.People.Store.Change("ada", person => person with { IsLocked = false });

        using var removed = await _ada.Post($"{Passkeys}/{_key.Id}/remove", Confirmed);
        await HasStatus(removed, HttpStatusCode.NoContent);
        using var gone = await SignInWith(other, _key);
        await IsProblem(gone, ProblemKind.SignInRefused);
    }

    [Test]
    public async Task Passkeys_are_on_offer_where_the_page_has_a_name()
    {
        using var named = await _ada.Get("/api/v1/sign-in");
        Assert.That((bool)(await Json(named))["passkey"]!, Is.True);
        using var numbered = await Gateway.Get($"http://127.0.0.1:{Gateway.Port}/api/v1/sign-in");
        Assert.That((bool)(await Json(numbered))["passkey"]!, Is.False);
    }

    private async Task<HttpResponseMessage> Add(SoftAuthenticator key)
    {
        using var answer = await _ada.Post($"{Passkeys}/options", Confirmed);
        await HasStatus(answer, HttpStatusCode.OK);
        return await _ada.Post(Passkeys, new JsonObject { ["label"] = "My key", ["credential"] = key.Create(await Json(answer)) }.ToJsonString());
    }

    private static async Task<JsonNode> Options(Browser browser)
    {
        using var answer = await browser.Post($"{SignIn}/options");
        await HasStatus(answer, HttpStatusCode.OK);
        return await Json(answer);
    }

    private static async Task<HttpResponseMessage> SignInWith(Browser browser, SoftAuthenticator key) =>
        await browser.Post(SignIn, new JsonObject { ["credential"] = key.Get(await Options(browser)) }.ToJsonString());
}
