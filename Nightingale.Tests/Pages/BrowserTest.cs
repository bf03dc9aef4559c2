using System.Globalization;
using Microsoft.Playwright;
using Nightingale.Gateway.Access;
using Nightingale.Gateway.SignIn;
using Nightingale.Gateway.Web;
using Nightingale.Tests.Gateway;
using NUnit.Framework;

namespace Nightingale.Tests.Pages;

/// <summary>Tests of the web UI: a browser before a gateway with a <see cref="Scene"/>.</summary>
public abstract class BrowserTest
{
    private IBrowserContext _context = null!;
    private List<string> _complaints = null!;

    private protected TestGateway Gateway { get; private set; } = null!;

    private protected IPage Page { get; private set; } = null!;

    private protected string Site => string.Create(CultureInfo.InvariantCulture, $"http://localhost:{Gateway.Port}");

    /// <summary>What <see cref="Scene.Name"/> is in the whole installation.</summary>
    private protected virtual SystemRole? Role => SystemRole.Operator;

    private protected virtual SignInOptions SignIn => TestGateway.QuickSignIn;

    /// <summary>Whether the browser is signed in when a test begins.</summary>
    private protected virtual bool SignedIn => true;

    [SetUp]
    public async Task OpenBrowser()
    {
        Assert.That(WebFiles.BuiltIn.Page, Is.Not.Null, "The web UI is not built: npm ci and npm run build in web/, then build the tests.");
        Gateway = await TestGateway.Start(signIn: SignIn);
        await Scene.Set(Gateway, Role);
        await Open(ColorScheme.Light, 1280);
    }

    [TearDown]
    public async Task CloseBrowser()
    {
        await _context.CloseAsync();
        await Gateway.DisposeAsync();
        Assert.That(_complaints, Is.Empty, "the browser complains");
    }

    /// <summary>Opens the browser anew, so wide and in these colours. The time stands still, so that pictures are alike.</summary>
    private protected async Task Open(ColorScheme colours, int width)
    {
        if (_context is not null) await _context.CloseAsync();
        _context = await Chromium.Browser.NewContextAsync(new()
        {
            BaseURL = Site,
            ColorScheme = colours,
            ViewportSize = new() { Width = width, Height = 720 },
        });
        await _context.Clock.SetFixedTimeAsync(Scene.Now.UtcDateTime);
        if (SignedIn) await StartSession();
        Page = await _context.NewPageAsync();
        _complaints = [];
        Page.Console += (_, said) =>
        {
            // What a test provokes is told by the page as well; what the policy forbids never should be.
            if (said.Type == "error" && !said.Text.StartsWith("Failed to load resource", StringComparison.Ordinal)) _complaints.Add(said.Text);
        };
        Page.PageError += (_, fault) => _complaints.Add(fault);
    }

    private async Task StartSession()
    {
        var answer = await _context.APIRequest.PostAsync("/api/v1/session", new() { Headers = [new("Origin", Site)], DataObject = new { name = Scene.Name, password = Scene.Password } });
        Assert.That(answer.Status, Is.EqualTo(200), await answer.TextAsync());
    }

    /// <summary>Goes to a page and waits until it shows what it is about.</summary>
    private protected async Task Go(string address, string heading)
    {
        await Page.GotoAsync(address);
        await Assertions.Expect(Page.GetByRole(AriaRole.Heading, new() { Name = heading, Level = 1 })).ToBeVisibleAsync();
        await Assertions.Expect(Page.GetByText("Loading")).ToHaveCountAsync(0);
    }
}
