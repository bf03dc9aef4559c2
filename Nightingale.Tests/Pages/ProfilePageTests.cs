using Microsoft.Playwright;
using Nightingale.Gateway.Access;
using Nightingale.Gateway.People;
using Nightingale.Tests.Gateway;
using NUnit.Framework;
using static Microsoft.Playwright.Assertions;

namespace Nightingale.Tests.Pages;

/// <summary>How people secure their sign-in, and that it holds when they come back.</summary>
public sealed class ProfilePageTests : BrowserTest
{
    private protected override SystemRole? Role => null;

    [Test]
    public async Task An_authenticator_is_enrolled_and_its_code_asked_for_once_the_password_is_right()
    {
        await Go("/profile", "Ada");
        await Page.GetByLabel("Your password, to confirm").FillAsync(Scene.Password);
        await Button("Add an authenticator").ClickAsync();
        await Expect(Page.GetByText("Give your authenticator this secret")).ToBeVisibleAsync();
        var secret = Gateway.People.Sealing.Open($"totp:{Scene.Name}", Gateway.People.Store.Find(Scene.Name)!.Authenticator!.Secret)!;
        await Expect(Page.GetByRole(AriaRole.Link, new() { Name = "open it" })).ToHaveAttributeAsync("href", Totp.Uri(Scene.Name, secret));
        await Page.GetByLabel("Code that it shows").FillAsync(Code(secret));
        await Button("Confirm").ClickAsync();
        await Expect(Page.GetByText("Keep these recovery codes")).ToBeVisibleAsync();

        await Leave();
        await Page.GetByLabel("Name").FillAsync(Scene.Name);
        await Page.GetByLabel("Password", new() { Exact = true }).FillAsync(Scene.Password);
        await Expect(Page.GetByLabel("Code")).ToHaveCountAsync(0);
        await Button("Sign in").ClickAsync();
        Gateway.Time.Advance(TimeSpan.FromSeconds(30));
        await Page.GetByLabel("Code").FillAsync(Code(secret));
        await Expect(Page.GetByRole(AriaRole.Alert)).ToHaveCountAsync(0);
        await Button("Sign in").ClickAsync();
        await Expect(Page.GetByRole(AriaRole.Heading, new() { Name = "Instances" })).ToBeVisibleAsync();
    }

    [Test]
    public async Task A_passkey_is_added_and_opens()
    {
        await WithAuthenticator();
        await Go("/profile", "Ada");
        await Page.GetByLabel("Name of the passkey").FillAsync("Key ring");
        await Page.GetByLabel("Your password, to add or remove one").FillAsync(Scene.Password);
        await Button("Add a passkey").ClickAsync();
        await Expect(Button("Remove Key ring")).ToBeVisibleAsync();

        await Leave();
        await Button("Sign in with a passkey").ClickAsync();
        await Expect(Page.GetByRole(AriaRole.Heading, new() { Name = "Instances" })).ToBeVisibleAsync();
    }

    [Test]
    public async Task A_token_of_ones_own_is_shown_once_and_reads_and_is_revoked()
    {
        await Go("/profile", "Ada");
        await Page.GetByLabel("Name of the token").FillAsync("paper figures");
        await Button("Make a token").ClickAsync();
        var secret = await Page.GetByText("The token is").Locator("code").InnerTextAsync();
        using (var read = await Gateway.Get("/api/v1/instances", secret)) Assert.That((int)read.StatusCode, Is.EqualTo(200));
        using (var launch = await Gateway.Post("/api/v1/instances", secret, TestGateway.Launch())) Assert.That((int)launch.StatusCode, Is.EqualTo(403), "it reads only");
        await Button("Revoke paper figures").ClickAsync();
        await Expect(Button("Revoke paper figures")).ToHaveCountAsync(0);
        using var after = await Gateway.Get("/api/v1/instances", secret);
        Assert.That((int)after.StatusCode, Is.EqualTo(401));
    }

    private ILocator Button(string name) => Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    private string Code(byte[] secret) => Totp.Code(secret, Totp.StepOf(Gateway.Time.GetUtcNow()));

    private async Task Leave()
    {
        await Button("Sign out").ClickAsync();
        await Expect(Button("Sign in")).ToBeVisibleAsync();
    }

    private async Task WithAuthenticator()
    {
        var devtools = await Page.Context.NewCDPSessionAsync(Page);
        await devtools.SendAsync("WebAuthn.enable");
        await devtools.SendAsync("WebAuthn.addVirtualAuthenticator", new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["options"] = new { protocol = "ctap2", transport = "internal", hasResidentKey = true, hasUserVerification = true, isUserVerified = true, automaticPresenceSimulation = true },
        });
    }
}
