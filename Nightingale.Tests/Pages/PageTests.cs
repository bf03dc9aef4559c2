using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Nightingale.Gateway.SignIn;
using Nightingale.Tests.Gateway;
using NUnit.Framework;

namespace Nightingale.Tests.Pages;

/// <summary>Every page: whether all people can use it, and how it looks.</summary>
public sealed class PageTests : BrowserTest
{
    private protected override SignInOptions SignIn => TestGateway.QuickSignIn with
    {
        Oidc = [new() { Name = "hospital", Issuer = new("https://sign-in.example.org"), ClientId = "nightingale" }],
        Ldap = [new() { Name = "university", Host = "directory.example.org", SearchBase = "dc=example,dc=org" }],
    };

    private static readonly (string Name, string Address, string Heading)[] Pages =
    [
        ("sign-in", "/sign-in", "Nightingale"),
        ("instances", "/instances", "Instances"),
        ("instance", $"/instances/{Scene.First}", "retina-unet"),
        ("launch", "/launch", "Launch an instance"),
        ("accounts", "/accounts", "Accounts"),
        ("account", "/accounts/lab", "The lab"),
        ("cluster", "/cluster", "Cluster"),
        ("people", "/people", "People"),
        ("journal", "/journal", "Journal"),
        ("replay", $"/journal/instance/{Scene.First}?at=2", $"instance/{Scene.First}"),
        ("access", "/access", "Access"),
        ("profile", "/profile", "Ada"),
    ];

    private static IEnumerable<TestCaseData> EveryPage => Pages.Select(page => new TestCaseData(page.Name, page.Address, page.Heading));

    [TestCaseSource(nameof(EveryPage))]
    public async Task A_page_has_nothing_that_keeps_people_out_in_light_and_dark(string name, string address, string heading)
    {
        foreach (var colours in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark])
        {
            await Open(colours, 1280);
            await Go(address, heading);
            await HasNoViolation();
            await Picture.Keep(Page, name, colours is ColorScheme.Light ? "light" : "dark");
        }
    }

    [TestCaseSource(nameof(EveryPage))]
    public async Task A_page_fits_a_telephone(string name, string address, string heading)
    {
        await Open(ColorScheme.Light, 360);
        await Go(address, heading);
        Assert.That(await Page.EvaluateAsync<int>("document.documentElement.scrollWidth"), Is.LessThanOrEqualTo(360), name);
        await HasNoViolation();
        await Picture.Keep(Page, name, "phone");
    }

    [Test]
    public async Task Control_a_button_without_a_name_is_found()
    {
        await Go("/instances", "Instances");
        await Page.EvaluateAsync("document.querySelector('main').append(document.createElement('button'))");
        Assert.That((await Page.RunAxe()).Violations.Select(violation => violation.Id), Does.Contain("button-name"));
    }

    private async Task HasNoViolation() => Assert.That(
        (await Page.RunAxe()).Violations.Select(violation => $"{violation.Id}: {violation.Help}: {string.Join(" | ", violation.Nodes.Select(node => node.Html))}"),
        Is.Empty);
}
