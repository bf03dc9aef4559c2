using System.Text.Json.Nodes;
using Microsoft.Playwright;
using NUnit.Framework;
using static Microsoft.Playwright.Assertions;

namespace Nightingale.Tests.Browser;

/// <summary>How people come in, where the server is a stand-in.</summary>
public sealed class SignInPageTests : BrowserTest
{
    [Test]
    public async Task A_code_is_asked_for_once_the_password_is_right_and_the_way_leads_to_the_page_that_was_wanted()
    {
        var sent = new List<JsonNode>();
        await Page.RouteAsync("**/api/v1/session", route => Answer(route, sent));
        await Go("/sign-in?to=/accounts", "Nightingale");
        await Expect(Page.GetByLabel("Code")).ToHaveCountAsync(0);
        await Page.GetByLabel("Name").FillAsync("ada");
        await Page.GetByLabel("Password", new() { Exact = true }).FillAsync("correct horse battery");
        await Page.GetByLabel("Directory").SelectOptionAsync("University");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
        await Page.GetByLabel("Code").FillAsync("123456");
        await Expect(Page.GetByRole(AriaRole.Alert)).ToHaveCountAsync(0);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
        await Expect(Page.GetByRole(AriaRole.Heading, new() { Name = "Accounts" })).ToBeVisibleAsync();
        Assert.That(sent.Select(body => ((string?)body["directory"], (string?)body["code"])), Is.EqualTo(new[] { ("University", (string?)null), ("University", "123456") }));
    }

    [Test]
    public async Task A_provider_is_told_where_the_way_leads_back_to()
    {
        await Go("/sign-in?to=/accounts", "Nightingale");
        await Expect(Page.GetByRole(AriaRole.Link, new() { Name = "Sign in with Hospital" })).ToHaveAttributeAsync("href", "/api/v1/sign-in/oidc/Hospital?return=%2Faccounts");
    }

    private static Task Answer(IRoute route, List<JsonNode> sent)
    {
        var body = JsonNode.Parse(route.Request.PostData!)!;
        sent.Add(body);
        return body["code"] is not null
            ? route.FulfillAsync(new() { ContentType = "application/json", Body = "{}" })
            : route.FulfillAsync(new()
            {
                Status = 401,
                ContentType = "application/problem+json",
                Body = """{ "type": "urn:nightingale:problem:second-factor-needed", "title": "A second factor is needed.", "status": 401, "detail": "Send the same again with the code.", "traceId": "t" }""",
            });
    }
}
