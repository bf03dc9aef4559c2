using Microsoft.Playwright;
using Nightingale.Actors.Instances;
using Nightingale.Gateway.Access;
using Nightingale.Tests.Projections;
using NUnit.Framework;
using static Microsoft.Playwright.Assertions;

namespace Nightingale.Tests.Pages;

/// <summary>Instances as people see and change them.</summary>
public sealed class InstancePageTests : BrowserTest
{
    private protected override SystemRole? Role => null;

    [Test]
    public async Task What_happens_is_seen_without_a_reload()
    {
        await Go($"/instances/{Scene.First}", "retina-unet");
        await Expect(Page.GetByText("● live")).ToBeVisibleAsync();
        await Gateway.Instances.Happen(Scene.First, new InstanceEvent.StopRequested(SimpleInstances.Start.AddHours(3), "Its lifetime is over."));
        await Expect(Page.GetByRole(AriaRole.Status).Filter(new() { HasText = "stopping" })).ToHaveCountAsync(1);
        await Expect(Page.GetByRole(AriaRole.Cell, new() { Name = "Its lifetime is over." })).ToBeVisibleAsync();
    }

    [Test]
    public async Task Before_it_stops_it_says_what_is_kept_and_what_is_lost()
    {
        await Go($"/instances/{Scene.First}", "retina-unet");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Stop", Exact = true }).ClickAsync();
        var dialog = Page.GetByRole(AriaRole.Dialog);
        await Expect(dialog).ToContainTextAsync("The home volume: notebooks, files, installed packages.");
        await Expect(dialog).ToContainTextAsync("What kernels hold in memory");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Stop" }).ClickAsync();
        await Expect(dialog).ToHaveCountAsync(0);
        Assert.That((await Gateway.Instances.Get(Scene.First)).State.Phase, Is.EqualTo(Phase.Stopping));
    }

    [Test]
    public async Task It_is_deleted_only_by_whoever_types_its_name()
    {
        await Go($"/instances/{Scene.First}", "retina-unet");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
        var delete = Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Delete" });
        await Expect(delete).ToBeDisabledAsync();
        await Page.GetByLabel("Type retina-unet to confirm").FillAsync("retina-unet");
        await delete.ClickAsync();
        await Expect(Page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        Assert.That((await Gateway.Instances.Get(Scene.First)).State.Phase, Is.EqualTo(Phase.Deleting));
    }

    [Test]
    public async Task Several_are_stopped_at_once()
    {
        await Go("/instances", "Instances");
        foreach (var name in (string[])["retina-unet", "ecg-baseline"]) await Page.GetByLabel($"Choose {name}").CheckAsync();
        await Page.GetByRole(AriaRole.Button, new() { Name = "Stop 2" }).ClickAsync();
        await Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Stop" }).ClickAsync();
        await Expect(Page.GetByRole(AriaRole.Cell, new() { Name = "stopping" })).ToHaveCountAsync(2);
    }

    [Test]
    public async Task What_is_not_ones_own_is_not_there()
    {
        await Page.GotoAsync($"/instances/{SimpleInstances.Id(3)}");
        await Expect(Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("There is no instance with this id among those that you may see.");
    }

    [Test]
    public async Task A_server_that_is_silent_is_told_with_what_to_do()
    {
        await Go("/instances", "Instances");
        Gateway.Instances.Silent = true;
        await Page.GetByRole(AriaRole.Link, new() { Name = "retina-unet", Exact = true }).ClickAsync();
        await Expect(Page.GetByRole(AriaRole.Alert).First).ToContainTextAsync("It gives no answer right now. Try again");
        Gateway.Instances.Silent = false;
        await Page.GetByRole(AriaRole.Button, new() { Name = "Try again" }).First.ClickAsync();
        await Expect(Page.GetByRole(AriaRole.Heading, new() { Name = "retina-unet" })).ToBeVisibleAsync();
    }
}
