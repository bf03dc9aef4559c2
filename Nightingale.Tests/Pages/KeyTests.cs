using Microsoft.Playwright;
using NUnit.Framework;
using static Microsoft.Playwright.Assertions;

namespace Nightingale.Tests.Pages;

/// <summary>The pages without a mouse.</summary>
public sealed class KeyTests : BrowserTest
{
    [Test]
    public async Task An_instance_is_launched_by_keys_alone()
    {
        await Go("/instances", "Instances");
        await Page.Keyboard.PressAsync("n");
        await Expect(Page.GetByLabel("Name", new() { Exact = true })).ToBeVisibleAsync();
        await Expect(Page.GetByText("an hour while it runs")).ToBeVisibleAsync();
        await TabTo(Page.GetByLabel("Name", new() { Exact = true }));
        await Page.Keyboard.TypeAsync("by-keys");
        await TabTo(Page.GetByRole(AriaRole.Button, new() { Name = "Launch", Exact = true }));
        await Page.Keyboard.PressAsync("Enter");
        await Expect(Page.GetByRole(AriaRole.Heading, new() { Name = "by-keys" })).ToBeVisibleAsync();
    }

    [Test]
    public async Task J_and_k_walk_the_rows_and_Enter_opens_one()
    {
        await Go("/instances", "Instances");
        foreach (var key in (string[])["j", "j", "k"]) await Page.Keyboard.PressAsync(key);
        await Expect(Page.GetByRole(AriaRole.Link, new() { Name = "ecg-baseline", Exact = true })).ToBeFocusedAsync();
        await Page.Keyboard.PressAsync("Enter");
        await Expect(Page.GetByRole(AriaRole.Heading, new() { Name = "ecg-baseline" })).ToBeVisibleAsync();
    }

    [Test]
    public async Task A_slash_searches_and_letters_in_the_search_are_letters()
    {
        await Go("/instances", "Instances");
        await Page.Keyboard.PressAsync("/");
        await Page.Keyboard.TypeAsync("unet");
        await Expect(Page.GetByText("1 of 6 instances")).ToBeVisibleAsync();
        Assert.That(new Uri(Page.Url).AbsolutePath, Is.EqualTo("/instances"), "n is a letter here");
    }

    [Test]
    public async Task The_keys_are_told_by_a_question_mark_and_Esc_closes_them()
    {
        await Go("/instances", "Instances");
        await Page.Keyboard.PressAsync("?");
        await Expect(Page.GetByRole(AriaRole.Dialog, new() { Name = "Keys" })).ToBeVisibleAsync();
        await Page.Keyboard.PressAsync("Escape");
        await Expect(Page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
    }

    private async Task TabTo(ILocator control)
    {
        for (var pressed = 0; pressed < 40; pressed++)
        {
            if (await control.EvaluateAsync<bool>("control => control === document.activeElement")) return;
            await Page.Keyboard.PressAsync("Tab");
        }

        Assert.Fail($"Tab does not lead to {control}.");
    }
}
