using Microsoft.Playwright;
using NUnit.Framework;

namespace Nightingale.Tests.Pages;

/// <summary>Debian's Chromium, once for all tests of the web UI.</summary>
[SetUpFixture]
public sealed class Chromium
{
    private static IPlaywright? _playwright;

    /// <summary>The browser; each test has a context of its own in it.</summary>
    public static IBrowser Browser { get; private set; } = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        _playwright = await Playwright.CreateAsync();
        Browser = await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = "/usr/bin/chromium",
            // As root there is no sandbox to be had, and the pages are ours.
            Args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        });
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        await Browser.CloseAsync();
        _playwright?.Dispose();
    }
}
