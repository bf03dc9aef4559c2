using System.Net;
using Nightingale.Gateway.Access;
using Nightingale.Gateway.Problems;
using Nightingale.Tests.Projections;
using NUnit.Framework;
using static Nightingale.Tests.Gateway.TestGateway;

namespace Nightingale.Tests.Gateway;

public sealed class OtherEndpointsTests : GatewayTest
{
    [Test]
    public async Task Usage_and_cost_are_what_the_account_was_charged()
    {
        var token = await Gateway.Researcher();
        await Gateway.Instances.Happen(SimpleInstances.Id(1).ToString(), new Actors.Instances.InstanceEvent.Launched(SimpleInstances.Start, SimpleInstances.Id(1), SimpleInstances.Spec()));
        await Gateway.Journal.Append("account/lab", 0, "account.charged.v1", "{}"u8.ToArray(), SimpleInstances.Start);
        await Gateway.Told("boot-2");

        using var usage = await Gateway.Get("/api/v1/accounts/lab/usage", token);
        var body = await Json(usage);
        Assert.That(body["days"]!.ToJsonString(), Is.EqualTo($$"""[{"day":"2026-03-01","instance":"{{SimpleInstances.Id(1)}}","seconds":60,"amount":0.125}]"""));
        Assert.That((decimal)body["total"]!, Is.EqualTo(0.125m));
        using var shown = await Gateway.Get($"/api/v1/instances/{SimpleInstances.Id(1)}", token);
        var cost = (await Json(shown))["cost"]!;
        Assert.That((decimal)cost["amount"]!, Is.EqualTo(0.125m));
        Assert.That((string)cost["currency"]!, Is.EqualTo("USD"));
        Assert.That((DateTimeOffset)cost["asOf"]!, Is.EqualTo(SimpleInstances.Start.AddMinutes(1)));
    }

    [TestCase("from=yesterday", "from")]
    [TestCase("from=2026-03-02&to=2026-03-01", "from")]
    [TestCase("from=2020-01-01", "from")]
    [TestCase("to=2026-13-01", "to")]
    public async Task Usage_checks_its_days(string query, string field)
    {
        using var answer = await Gateway.Get($"/api/v1/accounts/lab/usage?{query}", await Gateway.Researcher());
        Assert.That(Fields(await IsProblem(answer, ProblemKind.Malformed)), Is.EqualTo(new[] { field }));
    }

    [Test]
    public async Task A_balance_is_shown_to_members_and_to_others_there_is_no_such_account()
    {
        using var mine = await Gateway.Get("/api/v1/accounts/lab/balance", await Gateway.Researcher());
        Assert.That((decimal)(await Json(mine))["balance"]!, Is.EqualTo(100m));
        foreach (var account in (string[])["clinic", "nobody", "lab%2Fx"])
            foreach (var what in (string[])["usage", "balance"])
            {
                using var answer = await Gateway.Get($"/api/v1/accounts/{account}/{what}", await Gateway.Researcher());
                await IsProblem(answer, ProblemKind.UnknownAccount);
            }
    }

    [TestCase(Role.Researcher, false)]
    [TestCase(Role.Auditor, true)]
    [TestCase(Role.Operator, true)]
    public async Task Where_a_server_listens_inside_our_network_is_told_to_no_researcher(Role role, bool told)
    {
        var id = SimpleInstances.Id(1).ToString();
        await Gateway.Instances.Happen(id, new Actors.Instances.InstanceEvent.Launched(SimpleInstances.Start, SimpleInstances.Id(1), SimpleInstances.Spec()));
        await Gateway.Instances.Happen(id, new Actors.Instances.InstanceEvent.Provisioned(SimpleInstances.Start, 1, new("unix:/inside/jupyter.sock", "provider-1", "here")));
        await Gateway.Told("boot-2");
        var token = await Gateway.Token(role, role is Role.Researcher ? ["lab"] : []);

        using var events = await Gateway.Get($"/api/v1/instances/{id}/events", token);
        var listed = await events.Content.ReadAsStringAsync();
        using var stream = await Gateway.Send(HttpMethod.Get, "/api/v1/stream", token, headers: ("Last-Event-ID", "boot-1"));
        using var lines = new StreamReader(await stream.Content.ReadAsStreamAsync());
        var news = "";
        while (!news.Contains("provider-1", StringComparison.Ordinal)) news = (await lines.ReadLineAsync().WaitAsync(Bound))!;

        Assert.That(listed, Does.Contain("provider-1"));
        Assert.That(listed.Contains("/inside/jupyter.sock", StringComparison.Ordinal), Is.EqualTo(told));
        Assert.That(news.Contains("/inside/jupyter.sock", StringComparison.Ordinal), Is.EqualTo(told));
    }

    [Test]
    public async Task Sizes_and_targets_are_listed()
    {
        var token = await Gateway.Researcher();
        using var sizes = await Gateway.Get("/api/v1/sizes", token);
        Assert.That((string)(await Json(sizes))[0]!["targets"]!["local"]!, Is.EqualTo("1 CPU, 1 GiB"));
        using var targets = await Gateway.Get("/api/v1/targets", token);
        Assert.That((bool)(await Json(targets))[1]!["available"]!, Is.False);
    }

    [Test]
    public async Task Health_needs_no_token_and_readiness_says_what_is_missing()
    {
        using var alive = await Gateway.Get("/healthz");
        await HasStatus(alive, HttpStatusCode.OK);
        using var ready = await Gateway.Get("/readyz");
        await HasStatus(ready, HttpStatusCode.OK);
        Gateway.NotReadyBecause.Add("The journal is still being read.");
        using var waiting = await Gateway.Get("/readyz");
        Assert.That((string)(await IsProblem(waiting, ProblemKind.Unavailable))["detail"]!, Is.EqualTo("The journal is still being read."));
    }

    [Test]
    public async Task Auditors_read_entities_events_and_states()
    {
        var token = await Gateway.Researcher();
        var ids = new List<string> { await Gateway.Launched(token), await Gateway.Launched(token), await Gateway.Launched(token) };
        ids.Sort(StringComparer.Ordinal);
        var auditor = await Gateway.Token(Role.Auditor);

        using var first = await Gateway.Get("/api/v1/journal/entities?prefix=instance/&limit=2", auditor);
        var page = await Json(first);
        Assert.That(page["items"]!.AsArray().Select(item => (string)item!["id"]!), Is.EqualTo(ids.Take(2).Select(id => $"instance/{id}")));
        using var second = await Gateway.Get($"/api/v1/journal/entities?after={Uri.EscapeDataString((string)page["next"]!)}", auditor);
        Assert.That((await Json(second))["items"]!.AsArray().Select(item => (string)item!["id"]!), Is.EqualTo(new[] { $"instance/{ids[2]}" }));

        using var events = await Gateway.Get($"/api/v1/journal/entities/instance/{ids[0]}/events", auditor);
        Assert.That((string)(await Json(events))["items"]![0]!["payloadHash"]!, Does.Match("^[0-9a-f]{64}$"));
        using var state = await Gateway.Get($"/api/v1/journal/entities/instance/{ids[0]}/state", auditor);
        Assert.That(await state.Content.ReadAsStringAsync(), Is.EqualTo("""{"phase":"ready"}"""));
        using var nothing = await Gateway.Get("/api/v1/journal/entities/instance/none/events", auditor);
        await IsProblem(nothing, ProblemKind.NotFound);
    }

    [Test]
    public async Task Auditors_verify_and_export()
    {
        var id = await Gateway.Launched(await Gateway.Researcher());
        var auditor = await Gateway.Token(Role.Auditor);
        using var verified = await Gateway.Get("/api/v1/journal/verify", auditor);
        Assert.That((bool)(await Json(verified))["intact"]!, Is.True);
        using var exported = await Gateway.Get("/api/v1/journal/export", auditor);
        Assert.That(exported.Content.Headers.ContentType!.MediaType, Is.EqualTo("application/x-ndjson"));
        Assert.That(await exported.Content.ReadAsStringAsync(), Is.EqualTo($"\"instance/{id}\"\n"));
    }
}
