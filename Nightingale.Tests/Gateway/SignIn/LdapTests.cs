using System.Net;
using System.Text.Json.Nodes;
using Nightingale.Gateway.Access;
using Nightingale.Gateway.Problems;
using Nightingale.Gateway.SignIn.Ldap;
using NUnit.Framework;
using static Nightingale.Tests.Gateway.TestGateway;

namespace Nightingale.Tests.Gateway.SignIn;

/// <summary>Sign-in with a real directory.</summary>
public sealed class LdapTests
{
    private const string Password = "a password over there";

    private Slapd _slapd = null!;

    [OneTimeSetUp]
    public async Task StartDirectory() => _slapd = await Slapd.Start(("ada", "Ada Lovelace", Password), ("eve", "Eve", "another password"));

    [OneTimeTearDown]
    public async Task EndDirectory() => await _slapd.DisposeAsync();

    [Test]
    public async Task Who_is_linked_to_an_entry_signs_in_with_its_password()
    {
        await using var gateway = await Gateway(creates: false);
        await gateway.People.Store.Add(new("lovelace", "Countess", SystemRole.Auditor, gateway.Time.GetUtcNow(), "user:root") { ExternalLogins = [new("campus", $"uid=ada,{Slapd.Base}")] });
        using var browser = new Browser(gateway);
        using var wrong = await SignIn(browser, "ada", "a guess");
        Assert.That(wrong.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
        using var right = await SignIn(browser, "ada", Password);
        var me = await Json(right);
        Assert.That(((string?)me["principal"], (string?)me["signedInBy"], (string?)me["role"]), Is.EqualTo(("user:lovelace", "campus", "auditor")));
    }

    [Test]
    public async Task Whom_the_directory_alone_knows_is_refused_or_becomes_a_researcher_as_configured()
    {
        await using (var strict = await Gateway(creates: false))
        using (var browser = new Browser(strict))
        using (var refused = await SignIn(browser, "ada", Password))
        {
            Assert.That(refused.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
            Assert.That(strict.People.Store.All, Is.Empty);
        }

        await using var open = await Gateway(creates: true);
        using var other = new Browser(open);
        using var made = await SignIn(other, "ada", Password);
        var me = await Json(made);
        Assert.That(((string?)me["principal"], (string?)me["displayName"], (string?)me["role"], me["accounts"]!.AsArray().Count), Is.EqualTo(("user:ada", "Ada Lovelace", "researcher", 0)));
        using var again = await SignIn(other, "ada", Password);
        Assert.That(again.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(open.People.Store.All, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Nobody_becomes_a_person_who_is_here_already_by_being_called_the_same()
    {
        await using var gateway = await Gateway(creates: true);
        (await Browser.Of(gateway, "ada", SystemRole.Operator)).Dispose();
        using var browser = new Browser(gateway);
        using var refused = await SignIn(browser, "ada", Password);
        Assert.That(refused.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That(browser.Session, Is.Null);
    }

    [TestCase("*")]
    [TestCase("ad*")]
    [TestCase("ada)(uid=*")]
    [TestCase("*)(|(uid=*")]
    [TestCase("ada\0")]
    [TestCase("nobody")]
    public async Task A_name_is_a_name_and_never_a_filter(string name)
    {
        await using var gateway = await Gateway(creates: true);
        using var browser = new Browser(gateway);
        using var answer = await SignIn(browser, name, Password);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That(gateway.People.Store.All, Is.Empty);
    }

    [TestCase("ada.b-c_d@example", "ada.b-c_d@example")]
    [TestCase("a*(b)\\c\0", "a\\2a\\28b\\29\\5cc\\00")]
    [TestCase("ä", "\\c3\\a4")]
    public void What_could_be_more_than_a_letter_is_written_as_bytes(string name, string escaped) => Assert.That(LdapClient.Escape(name), Is.EqualTo(escaped));

    [Test]
    public async Task An_empty_password_which_directories_take_for_nobodys_opens_nothing() =>
        Assert.That(await LdapClient.Bind(Directory(creates: true), "ada", "", default), Is.Null);

    [Test]
    public async Task A_directory_that_does_not_answer_lets_nobody_in_and_says_so()
    {
        await using var gone = await Slapd.Start();
        await gone.End();
        await using var gateway = await TestGateway.Start(signIn: QuickSignIn with { Ldap = [Directory(creates: true) with { Port = gone.Port }] });
        using var browser = new Browser(gateway);
        using var answer = await SignIn(browser, "ada", Password);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
    }

    [Test]
    public async Task A_directory_that_is_not_configured_is_refused()
    {
        await using var gateway = await TestGateway.Start();
        using var browser = new Browser(gateway);
        using var answer = await SignIn(browser, "ada", Password);
        Assert.That((int)answer.StatusCode, Is.EqualTo(ProblemKind.Invalid.Status));
    }

    [TestCase("directory.example", LdapSecurity.None, 1)]
    [TestCase("127.0.0.1.example", LdapSecurity.None, 1)]
    [TestCase("directory.example", LdapSecurity.Tls, 0)]
    [TestCase("127.0.0.1", LdapSecurity.None, 0)]
    public void Passwords_go_in_clear_to_this_machine_alone(string host, LdapSecurity security, int problems) =>
        Assert.That((Directory(creates: false) with { Host = host, Security = security }).Problems().Count(), Is.EqualTo(problems));

    private Task<TestGateway> Gateway(bool creates) => TestGateway.Start(signIn: QuickSignIn with { Ldap = [Directory(creates)] });

    private LdapDirectory Directory(bool creates) => new()
    {
        Name = "campus",
        Host = "127.0.0.1",
        Port = _slapd.Port,
        Security = LdapSecurity.None,
        SearchBase = Slapd.Base,
        BindDn = Slapd.SearchDn,
        BindPasswordFile = _slapd.PasswordFile,
        CreatesPeople = creates,
    };

    private static Task<HttpResponseMessage> SignIn(Browser browser, string name, string password) =>
        browser.Post("/api/v1/session", new JsonObject { ["directory"] = "campus", ["name"] = name, ["password"] = password }.ToJsonString());
}
