using Microsoft.Playwright;

namespace Nightingale.Tests.Pages;

/// <summary>Pictures of the pages, for people who read the documents. They are made anew only where that is asked for.</summary>
internal static class Picture
{
    private static readonly bool Wanted = Environment.GetEnvironmentVariable("NIGHTINGALE_REGENERATE") == "1";

    public static async Task Keep(IPage page, string name, string how)
    {
        if (!Wanted) return;
        var path = Path.Combine(Repository.Root, "docs", "screenshots", $"{name}-{how}.png");
        await page.ScreenshotAsync(new() { Path = path, FullPage = true, Animations = ScreenshotAnimations.Disabled });
    }
}
