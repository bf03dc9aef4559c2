using System.Net;
using Microsoft.AspNetCore.WebUtilities;
using Nightingale.Gateway.Access;
using Nightingale.Gateway.Problems;
using Nightingale.Gateway.SignIn.Oidc;
using NUnit.Framework;
using static Nightingale.Tests.Gateway.TestGateway;

namespace Nightingale.Tests.Gateway.SignIn;

/// <summary>OAuth 2 with PKCE against a provider that holds us to it.</summary>
public sealed class OidcTests
{
    private const string SignIn = "/api/v1/sign-in/oidc/orcid";

    private StubProvider _provider = null!;
    private string _secretFile = null!;

    [SetUp]
    public async Task StartProvider()
    {
        _provider = await StubProvider.Start();
        _secretFile = Path.GetTempFileName();
        await File.WriteAllTextAsync(_secretFile, StubProvider.Secret + "\n");
    }

    [TearDown]
    public async Task EndProvider()
    {
        await _provider.DisposeAsync();
        File.Delete(_secretFile);
    }

    [Test]
    public async Task Who_is_linked_to_a_provider_signs_in_there_and_comes_back_to_where_they_were()
    {
        await using var gateway = await Gateway(creates: false);
        await gateway.People.Store.Add(new("lovelace", "Countess", SystemRole.Auditor, gateway.Time.GetUtcNow(), "user:root") { ExternalLogins = [new("orcid", "0000-0001")] });
        using var browser = new Browser(gateway);
        using var back = await browser.Get((await Leave(browser, "?return=/instances%3Fphase=ready")).PathAndQuery);
        Assert.That((back.StatusCode, $"{back.Headers.Location}"), Is.EqualTo((HttpStatusCode.Redirect, "/instances?phase=ready")));
        using var answer = await browser.Get("/api/v1/me");
        var me = await Json(answer);
        Assert.That(((string?)me["principal"], (string?)me["signedInBy"]), Is.EqualTo(("user:lovelace", "orcid")));
    }

    [Test]
    public async Task Whom_the_provider_alone_knows_is_refused_or_becomes_a_researcher_as_configured()
    {
        await using (var strict = await Gateway(creates: false))
        using (var browser = new Browser(strict))
        using (var refused = await browser.Get((await Leave(browser)).PathAndQuery))
        {
            Assert.That((refused.StatusCode, browser.Session), Is.EqualTo((HttpStatusCode.Unauthorized, (string?)null)));
        }

        await using var open = await Gateway(creates: true);
        using var other = new Browser(open);
        using var made = await other.Get((await Leave(other)).PathAndQuery);
        Assert.That(made.StatusCode, Is.EqualTo(HttpStatusCode.Redirect));
        var person = open.People.Store.All.Single();
        Assert.That((person.Name, person.DisplayName, person.Role, person.PasswordHash), Is.EqualTo(("ada", "Ada Lovelace", (SystemRole?)null, (string?)null)));
    }

    [Test]
    public async Task Nobody_becomes_a_person_who_is_here_already_by_being_called_the_same()
    {
        await using var gateway = await Gateway(creates: true);
        (await Browser.Of(gateway, "ada", SystemRole.Operator)).Dispose();
        using var browser = new Browser(gateway);
        using var refused = await browser.Get((await Leave(browser)).PathAndQuery);
        Assert.That((refused.StatusCode, browser.Session), Is.EqualTo((HttpStatusCode.Unauthorized, (string?)null)));
    }

    [Test]
    public async Task Nobody_becomes_a_program_by_being_called_the_same()
    {
        await using var gateway = await Gateway(creates: true);
        await gateway.Tokens.Create("ada", Role.Researcher, ["lab"], expiresAt: null, "system:test");
        using var browser = new Browser(gateway);
        using var refused = await browser.Get((await Leave(browser)).PathAndQuery);
        Assert.That((refused.StatusCode, gateway.People.Store.All.Count), Is.EqualTo((HttpStatusCode.Unauthorized, 0)));
    }

    [Test]
    public async Task The_way_back_is_open_once_and_to_the_browser_that_left()
    {
        await using var gateway = await Gateway(creates: true);
        using var browser = new Browser(gateway);
        var back = (await Leave(browser)).PathAndQuery;
        using var other = new Browser(gateway);
        using var stolen = await other.Get(back);
        Assert.That(stolen.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized), "it did not leave from there");
        using var swapped = await browser.Get(back.Replace("state=", "state=x", StringComparison.Ordinal));
        Assert.That(swapped.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));

        back = (await Leave(browser)).PathAndQuery;
        using var control = await browser.Get(back);
        Assert.That(control.StatusCode, Is.EqualTo(HttpStatusCode.Redirect));
        using var again = await browser.Get(back);
        Assert.That(again.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
    }

    [Test]
    public async Task A_code_of_another_sign_in_is_of_no_use()
    {
        await using var gateway = await Gateway(creates: true);
        using var eve = new Browser(gateway);
        using var ada = new Browser(gateway);
        var evesCode = QueryHelpers.ParseQuery((await Leave(eve)).Query)["code"].ToString();
        var adas = await Leave(ada);
        using var injected = await ada.Get(QueryHelpers.AddQueryString(adas.AbsolutePath, new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["code"] = evesCode,
            ["state"] = QueryHelpers.ParseQuery(adas.Query)["state"],
        }));
        Assert.That((injected.StatusCode, ada.Session), Is.EqualTo((HttpStatusCode.ServiceUnavailable, (string?)null)));
    }

    [TestCase("https://evil.example/", "/")]
    [TestCase("//evil.example/", "/")]
    [TestCase("/\\evil.example", "/")]
    [TestCase("/\t/evil.example", "/")]
    [TestCase("javascript:alert(1)", "/")]
    [TestCase("", "/")]
    [TestCase(null, "/")]
    [TestCase("/i/0193/lab?x=1", "/i/0193/lab?x=1")]
    public void The_way_back_leads_nowhere_but_here(string? asked, string path) => Assert.That(OidcRules.LocalPath(asked), Is.EqualTo(path));

    [Test]
    public async Task A_provider_that_is_another_or_says_nothing_of_who_it_is_lets_nobody_in()
    {
        await using var gateway = await Gateway(creates: true);
        using var browser = new Browser(gateway);
        var back = (await Leave(browser)).PathAndQuery;
        _provider.Person = new { preferred_username = "ada" };
        using var nobody = await browser.Get(back);
        Assert.That(nobody.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));

        _provider.Issuer = "https://other.example";
        await using var fresh = await Gateway(creates: true);
        using var another = new Browser(fresh);
        using var refused = await another.Get(SignIn);
        Assert.That(refused.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
    }

    [Test]
    public async Task A_provider_that_is_not_configured_does_not_exist()
    {
        await using var gateway = await TestGateway.Start();
        foreach (var path in new[] { SignIn, $"{SignIn}/callback?code=x&state=y" })
        {
            using var answer = await gateway.Get(path);
            Assert.That((int)answer.StatusCode, Is.EqualTo(ProblemKind.NotFound.Status));
        }
    }

    [Test]
    public async Task Neither_code_nor_state_is_on_the_access_log()
    {
        await using var gateway = await Gateway(creates: true);
        using var browser = new Browser(gateway);
        var back = await Leave(browser);
        (await browser.Get(back.PathAndQuery)).Dispose();
        var log = string.Concat(await gateway.AccessLines());
        Assert.That(log, Does.Contain("finishOidcSignIn").And.Contain("user:ada"));
        foreach (var secret in QueryHelpers.ParseQuery(back.Query).Values) Assert.That(log, Does.Not.Contain(secret.ToString()));
    }

    private Task<TestGateway> Gateway(bool creates) => TestGateway.Start(signIn: QuickSignIn with
    {
        Oidc = [new() { Name = "orcid", Issuer = _provider.Url, ClientId = StubProvider.ClientId, ClientSecretFile = _secretFile, CreatesPeople = creates }],
    });

    private async Task<Uri> Leave(Browser browser, string query = "")
    {
        using var page = await browser.Get(SignIn + query);
        Assert.That(page.StatusCode, Is.EqualTo(HttpStatusCode.Redirect), await page.Content.ReadAsStringAsync());
        return _provider.Consent(page.Headers.Location!);
    }
}
