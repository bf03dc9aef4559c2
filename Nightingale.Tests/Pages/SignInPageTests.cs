using Microsoft.Playwright;
using Nightingale.Gateway.Access;
using Nightingale.Gateway.SignIn;
using Nightingale.Gateway.SignIn.Ldap;
using Nightingale.Tests.Gateway;
using Nightingale.Tests.Gateway.SignIn;
using NUnit.Framework;
using static Microsoft.Playwright.Assertions;

namespace Nightingale.Tests.Pages;

/// <summary>How people come in.</summary>
public sealed class SignInPageTests : BrowserTest
{
    private StubProvider _provider = null!;
    private Slapd _directory = null!;
    private string _secretFile = null!;

    private protected override SystemRole? Role => null;

    private protected override bool SignedIn => false;

    private protected override SignInOptions SignIn => TestGateway.QuickSignIn with
    {
        Oidc = [new() { Name = "hospital", Issuer = _provider.Url, ClientId = StubProvider.ClientId, ClientSecretFile = _secretFile, CreatesPeople = true }],
        Ldap =
        [
            new()
            {
                Name = "university", Host = "127.0.0.1", Port = _directory.Port, Security = LdapSecurity.None, SearchBase = Slapd.Base,
                BindDn = Slapd.SearchDn, BindPasswordFile = _directory.PasswordFile, CreatesPeople = true,
            },
        ],
    };

    [OneTimeSetUp]
    public async Task StartOthers()
    {
        _provider = await StubProvider.Start();
        _provider.Person = new { sub = "0000-0003", preferred_username = "mary", name = "Mary" };
        _directory = await Slapd.Start(("lise", "Lise", "a password over there"));
        _secretFile = Path.GetTempFileName();
        await File.WriteAllTextAsync(_secretFile, StubProvider.Secret);
    }

    [OneTimeTearDown]
    public async Task EndOthers()
    {
        await _provider.DisposeAsync();
        await _directory.DisposeAsync();
        File.Delete(_secretFile);
    }

    [Test]
    public async Task The_way_leads_through_the_sign_in_to_the_page_that_was_wanted()
    {
        await Page.GotoAsync("/accounts");
        await Enter(Scene.Name, Scene.Password);
        await Expect(Page.GetByRole(AriaRole.Heading, new() { Name = "Accounts" })).ToBeVisibleAsync();
        await Expect(Page.GetByText("● live")).ToBeVisibleAsync();
    }

    [Test]
    public async Task A_wrong_password_is_told_with_what_to_do()
    {
        await Go("/sign-in", "Nightingale");
        await Enter(Scene.Name, "wrong horse battery");
        await Expect(Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("password");
        await Enter(Scene.Name, Scene.Password);
        await Expect(Page.GetByRole(AriaRole.Heading, new() { Name = "Instances" })).ToBeVisibleAsync();
    }

    [Test]
    public async Task Who_is_in_a_directory_signs_in_with_its_password()
    {
        await Go("/sign-in?to=/accounts", "Nightingale");
        await Page.GetByLabel("Directory").SelectOptionAsync("university");
        await Enter("lise", "a password over there");
        await Expect(Page.GetByText("You are in no account.")).ToBeVisibleAsync();
        await Expect(Page.GetByRole(AriaRole.Link, new() { Name = "Lise" })).ToBeVisibleAsync();
    }

    [Test]
    public async Task Who_comes_back_from_a_provider_is_on_the_page_that_was_wanted()
    {
        await Go("/sign-in?to=/profile", "Nightingale");
        await Page.GetByRole(AriaRole.Link, new() { Name = "Sign in with hospital" }).ClickAsync();
        await Expect(Page.GetByRole(AriaRole.Heading, new() { Name = "Mary" })).ToBeVisibleAsync();
        await Expect(Page.GetByText("signed in by hospital")).ToBeVisibleAsync();
    }

    private async Task Enter(string name, string password)
    {
        await Page.GetByLabel("Name").FillAsync(name);
        await Page.GetByLabel("Password", new() { Exact = true }).FillAsync(password);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
    }
}
