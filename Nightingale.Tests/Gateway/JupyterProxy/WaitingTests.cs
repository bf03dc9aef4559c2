using System.Net;
using System.Net.ServerSentEvents;
using System.Text.Json.Nodes;
using Nightingale.Actors.Accounts;
using Nightingale.Actors.Instances;
using Nightingale.Gateway.Problems;
using Nightingale.Tests.Projections;
using NUnit.Framework;
using static Nightingale.Tests.Gateway.TestGateway;

namespace Nightingale.Tests.Gateway.JupyterProxy;

/// <summary>What people see while Jupyter does not answer.</summary>
public sealed class WaitingTests : NotebookTest
{
    [Test]
    public async Task Whoever_opens_a_stopped_instance_starts_it_and_waits_on_a_page_that_leads_on()
    {
        var cookie = await CookieOf();
        await Stop();
        using var page = await Navigate(Host, "/tree", cookie: cookie);
        var html = await page.Content.ReadAsStringAsync();
        Assert.That(page.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        Assert.That(html, Does.Contain("The instance is being set up.").And.Contain("EventSource").And.Not.Contain("http://").And.Not.Contain("https://"), "needs nothing from anywhere else");
        Assert.That(Gateway.Instances.Asked.Last().Command, Is.TypeOf<InstanceCommand.Start>());
        Assert.That(Gateway.Instances.Asked.Last().Principal, Is.EqualTo(Gateway.Tokens.All.Single().Principal));

        using var news = await Fetch(HttpMethod.Get, "/.nightingale/news", cookie);
        await using var items = SseParser.Create(await news.Content.ReadAsStreamAsync()).EnumerateAsync().GetAsyncEnumerator();
        Assert.That(await IsOpen(items), Is.False);
        await Ready(Id);
        while (!await IsOpen(items)) Assert.That(items.Current.EventType, Is.EqualTo("state"));
        await Eventually.True(async () => (await Navigate(Host, "/tree", cookie: cookie)).IsSuccessStatusCode, Bound);
    }

    [Test]
    public async Task An_account_may_forbid_that()
    {
        await Gateway.SetPermissions(AccountPermissions.Initial with { StartOnOpen = false });
        var cookie = await CookieOf();
        await Stop();
        using var page = await Navigate(Host, "/tree", cookie: cookie);
        Assert.That(await page.Content.ReadAsStringAsync(), Does.Contain("The instance is stopped."));
        Assert.That(Gateway.Instances.Asked.Select(asked => asked.Command), Has.None.TypeOf<InstanceCommand.Start>());
    }

    [Test]
    public async Task A_script_that_asks_is_told_and_starts_nothing()
    {
        await Stop();
        using var answer = await Get("/api/contents");
        await IsProblem(answer, ProblemKind.Unavailable);
        Assert.That(Gateway.Instances.Asked.Select(asked => asked.Command), Has.None.TypeOf<InstanceCommand.Start>());
    }

    [Test]
    public async Task A_name_that_is_code_is_shown_and_not_run()
    {
        Id = await Gateway.Launched(Token, name: "one");
        await Gateway.Instances.Happen(Id, new InstanceEvent.Quarantined(SimpleInstances.Start, "<script>alert(1)</script>"));
        using var page = await Navigate(Host, "/tree", cookie: await CookieOf());
        Assert.That(await page.Content.ReadAsStringAsync(), Does.Contain("&lt;script&gt;alert(1)").And.Not.Contain("<script>alert"));
    }

    [Test]
    public async Task Nobody_else_hears_what_happens_to_an_instance()
    {
        using var stranger = await Gateway.Send(HttpMethod.Get, "/.nightingale/news", await Gateway.Researcher("clinic"), headers: ("Host", Host));
        await IsProblem(stranger, ProblemKind.NotFound);
        using var nobody = await Fetch(HttpMethod.Get, "/.nightingale/news", cookie: null);
        await IsProblem(nobody, ProblemKind.NotFound);
    }

    // The proxy follows the news: what it knows is as old as they are.
    private async Task Stop()
    {
        await Gateway.Instances.Happen(Id, new InstanceEvent.StopRequested(SimpleInstances.Start, "Stopped on request."));
        await Gateway.Instances.Happen(Id, new InstanceEvent.Stopped(SimpleInstances.Start, 2));
        await Gateway.Told("boot-5");
        await Eventually.True(async () => !(await Get("/echo")).IsSuccessStatusCode, Bound);
    }

    private static async Task<bool> IsOpen(IAsyncEnumerator<SseItem<string>> items)
    {
        Assert.That(await items.MoveNextAsync().AsTask().WaitAsync(Bound), Is.True);
        return (bool)JsonNode.Parse(items.Current.Data)!["open"]!;
    }
}
