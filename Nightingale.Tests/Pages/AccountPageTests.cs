using Microsoft.Playwright;
using Nightingale.Actors.Accounts;
using Nightingale.Gateway.Access;
using NUnit.Framework;
using static Microsoft.Playwright.Assertions;

namespace Nightingale.Tests.Pages;

/// <summary>An account as its owners change it.</summary>
public sealed class AccountPageTests : BrowserTest
{
    private protected override SystemRole? Role => null;

    [Test]
    public async Task An_owner_adds_a_member_and_takes_the_right_back()
    {
        await Go("/accounts/lab", "The lab");
        await Page.GetByLabel("Add", new() { Exact = true }).FillAsync("mary");
        await Page.GetByLabel("as", new() { Exact = true }).SelectOptionAsync("auditor");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Add the member" }).ClickAsync();
        await Expect(Page.GetByLabel("Role of user:mary")).ToHaveValueAsync("auditor");
        Assert.That(Gateway.Memberships.Find("lab")!.Members["user:mary"], Is.EqualTo(MemberRole.Auditor));
        await Page.GetByRole(AriaRole.Button, new() { Name = "Remove user:mary" }).ClickAsync();
        await Expect(Page.GetByLabel("Role of user:mary")).ToHaveCountAsync(0);
    }

    [Test]
    public async Task The_last_owner_stays_and_is_told_why()
    {
        await Go("/accounts/lab", "The lab");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Remove user:ada" }).ClickAsync();
        await Expect(Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("owner");
    }

    [Test]
    public async Task What_is_permitted_and_meant_to_be_spent_holds_with_a_click()
    {
        await Go("/accounts/lab", "The lab");
        await Page.GetByLabel("Files can leave by the browser").UncheckAsync();
        await Page.GetByLabel("Budget a month").FillAsync("40");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Set the budget" }).ClickAsync();
        await Expect(Page.GetByText("% of the budget")).ToBeVisibleAsync();
        var state = (await Gateway.Accounts.Get("lab")).State;
        Assert.That((state.Permissions.Downloads, state.Budget), Is.EqualTo((false, 40m)));
    }

    [Test]
    public async Task Another_account_is_not_there()
    {
        await Page.GotoAsync("/accounts/clinic");
        await Expect(Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("no account");
    }
}
