using System.Net;
using System.Net.WebSockets;
using Nightingale.Gateway.JupyterProxy;
using Nightingale.Gateway.Problems;
using Nightingale.Tests.Gateway.SignIn;
using NUnit.Framework;

namespace Nightingale.Tests.Gateway.JupyterProxy;

/// <summary>The instance's own origin: how somebody comes there, and what neither its pages nor those of others can do.</summary>
public sealed class OriginTests : NotebookTest
{
    [Test]
    public async Task A_browser_is_handed_over_and_then_sees_Jupyter_at_the_root_of_the_instances_origin()
    {
        using var entered = await Enter(await Code("/notebooks/a.ipynb?x=1"), "/notebooks/a.ipynb?x=1");
        await HasStatus(entered, HttpStatusCode.SeeOther);
        Assert.That(entered.Headers.Location!.OriginalString, Is.EqualTo("/notebooks/a.ipynb?x=1"));
        var cookie = entered.Headers.GetValues("Set-Cookie").Single();
        Assert.That(cookie, Does.Contain("httponly").And.Contain("samesite=lax").And.Contain("path=/").And.Not.Contain("domain"));

        using var page = await Navigate(Host, "/notebooks/a.ipynb?x=1", cookie: cookie.Split(';')[0]);
        await HasStatus(page, HttpStatusCode.OK);
        Assert.That(await page.Content.ReadAsStringAsync(), Does.StartWith("GET /notebooks/a.ipynb?x=1\n").And.Not.Contain("nightingale-notebook"));
    }

    [Test]
    public async Task The_code_stands_in_no_address_and_in_no_log_and_the_page_around_it_runs_only_its_own_script()
    {
        using var page = await Navigate($"localhost:{Gateway.Port}", $"/i/{Id}/tree", Token);
        var policy = page.Headers.GetValues("Content-Security-Policy").Single();
        Assert.That(policy, Does.Contain("default-src 'none'").And.Contain("script-src 'nonce-").And.Contain($"form-action {Origin};"));
        var code = await Code();
        using var entered = await Enter(code);
        await HasStatus(entered, HttpStatusCode.SeeOther);
        Assert.That(string.Concat(await Gateway.AccessLines()), Does.Contain("enterNotebook").And.Contain($"/i/{Id}/.nightingale/enter").And.Not.Contain(code));
    }

    [Test]
    public async Task A_code_is_good_once_for_thirty_seconds_for_one_instance_and_from_the_main_origin()
    {
        var code = await Code();
        using var other = await Enter(code, host: HostOf($"{Guid.Empty}"));
        await IsProblem(other, ProblemKind.Forbidden);
        using var elsewhere = await Enter(code, origin: "https://evil.example");
        await IsProblem(elsewhere, ProblemKind.Forbidden);
        using var first = await Enter(code);
        await HasStatus(first, HttpStatusCode.SeeOther);
        using var second = await Enter(code);
        await IsProblem(second, ProblemKind.Forbidden);

        var late = await Code();
        Gateway.Time.Advance(NotebookSeal.CodeGoodFor);
        using var tooLate = await Enter(late);
        await IsProblem(tooLate, ProblemKind.Forbidden);
        using var changed = await Enter("x" + await Code());
        await IsProblem(changed, ProblemKind.Forbidden);
    }

    [TestCase("//evil.example/")]
    [TestCase("https://evil.example/")]
    [TestCase("/\\evil.example/")]
    [TestCase("/%2fevil.example/")]
    public async Task The_way_in_leads_nowhere_else(string path)
    {
        using var entered = await Enter(await Code(), path);
        await IsProblem(entered, ProblemKind.Forbidden);
    }

    [Test]
    public async Task The_cookie_is_good_for_one_instance_alone_and_for_no_other_use()
    {
        var cookie = await CookieOf();
        var other = await Gateway.Launched(Token, name: "two");
        await Ready(other);
        using var there = await Navigate(HostOf(other), "/echo", cookie: cookie);
        await HasStatus(there, HttpStatusCode.Redirect);
        using var asCode = await Enter(cookie.Split('=')[1]);
        await IsProblem(asCode, ProblemKind.Forbidden);
        using var api = await Gateway.Send(HttpMethod.Get, "/api/v1/instances", headers: ("Cookie", cookie));
        await IsProblem(api, ProblemKind.Unauthenticated);
        using var here = await Navigate(Host, "/echo", cookie: cookie);
        await HasStatus(here, HttpStatusCode.OK);
    }

    [Test]
    public async Task The_cookie_ends_with_what_its_holder_signed_in_with()
    {
        var cookie = await CookieOf();
        await Gateway.Tokens.Revoke(Gateway.Tokens.All.Single().Id);
        using var answer = await Fetch(HttpMethod.Get, "/echo", cookie);
        await IsProblem(answer, ProblemKind.Unauthenticated);
    }

    [Test]
    public async Task There_is_no_API_at_an_instances_origin()
    {
        var cookie = await CookieOf();
        foreach (var path in (string[])["/api/v1/instances", "/openapi/v1.json", "/healthz"])
        {
            using var answer = await Fetch(HttpMethod.Get, path, cookie);
            Assert.That(await answer.Content.ReadAsStringAsync(), Does.StartWith($"GET {path}\n"), "Jupyter is asked");
        }
    }

    [Test]
    public async Task Somebody_who_is_not_in_is_led_to_the_main_origin_and_a_page_is_told()
    {
        using var person = await Navigate(Host, "/tree?x=1");
        await HasStatus(person, HttpStatusCode.Redirect);
        Assert.That(person.Headers.Location!.OriginalString, Is.EqualTo($"{MainOrigin}/i/{Id}/tree?x=1"));
        using var page = await Fetch(HttpMethod.Get, "/api/contents", cookie: null);
        await IsProblem(page, ProblemKind.Unauthenticated);
    }

    [Test]
    public async Task Somebody_who_is_not_signed_in_is_led_to_the_sign_in_and_back_and_a_program_is_told()
    {
        var back = Uri.EscapeDataString($"/i/{Id}/tree?x=1");
        using var person = await Navigate($"localhost:{Gateway.Port}", $"/i/{Id}/tree?x=1");
        await HasStatus(person, HttpStatusCode.Redirect);
        Assert.That(person.Headers.Location!.OriginalString, Is.EqualTo($"/sign-in?to={back}"));
        using var older = await Gateway.Send(HttpMethod.Get, $"/i/{Id}/tree?x=1", headers: ("Accept", "text/html,*/*;q=0.8"));
        await HasStatus(older, HttpStatusCode.Redirect);

        foreach (var headers in ((string, string)[][])[[], [("Accept", "application/json")], [("Accept", "text/html"), ("Sec-Fetch-Mode", "cors")], [("Accept", "text/html"), ("Authorization", "Bearer no")]])
        {
            using var program = await Gateway.Send(HttpMethod.Get, $"/i/{Id}/tree", headers: headers);
            await IsProblem(program, ProblemKind.Unauthenticated);
        }

        using var change = await Gateway.Send(HttpMethod.Post, $"/i/{Id}/api/kernels", headers: ("Accept", "text/html"));
        await IsProblem(change, ProblemKind.Unauthenticated);
    }

    [Test]
    public async Task A_WebSocket_with_a_cookie_must_come_from_the_instances_own_page()
    {
        var cookie = await CookieOf();
        foreach (var origin in (string?[])[null, "https://evil.example", MainOrigin, $"http://{HostOf($"{Guid.Empty}")}", "null"])
            Assert.That(async () => await Socket(cookie: cookie, origin: origin), Throws.TypeOf<WebSocketException>().With.Message.Contains("403"), $"{origin}");
        using var socket = await Socket(cookie: cookie, origin: Origin);
        Assert.That(await Echo(socket, "hello"), Is.EqualTo("hello"));
    }

    [Test]
    public async Task Pages_of_other_origins_change_and_read_nothing_with_the_readers_cookie()
    {
        var cookie = await CookieOf();
        foreach (var (method, origin, site) in ((HttpMethod, string?, string)[])
        [
            (HttpMethod.Post, null, "same-origin"), (HttpMethod.Post, "https://evil.example", "cross-site"), (HttpMethod.Delete, MainOrigin, "same-site"),
            (HttpMethod.Get, null, "cross-site"), (HttpMethod.Get, null, "same-site"), (HttpMethod.Get, MainOrigin, "same-site"),
        ])
        {
            using var answer = await Fetch(method, "/echo", cookie, origin, site);
            await IsProblem(answer, ProblemKind.Forbidden);
        }

        using var own = await Fetch(HttpMethod.Post, "/echo", cookie, Origin);
        await HasStatus(own, HttpStatusCode.OK);
    }

    [Test]
    public async Task Jupyter_sets_its_own_cookies_for_its_own_host_and_never_ours()
    {
        using var answer = await Fetch(HttpMethod.Get, "/cookies", await CookieOf());
        var cookies = answer.Headers.GetValues("Set-Cookie").ToList();
        Assert.That(cookies.Select(cookie => cookie.Split('=')[0]), Is.EqualTo(new[] { "_xsrf", "username-localhost" }));
        Assert.That(string.Concat(cookies), Does.Not.Contain("domain").IgnoreCase.And.Not.Contain("none").IgnoreCase);
        Assert.That(answer.Headers.Contains("Access-Control-Allow-Origin") || answer.Headers.Contains("Alt-Svc"), Is.False);
        Assert.That(answer.Headers.GetValues("Content-Security-Policy"), Is.EqualTo(new[] { "frame-ancestors 'self'" }), "at its own origin Jupyter says what its pages may do");
    }

    [Test]
    public async Task Behind_TLS_the_cookie_has_the_prefix_that_keeps_it_to_its_host_and_origins_are_the_public_ones()
    {
        await using var gateway = await TestGateway.Start(new() { PublicUrl = "https://nightingale.example", InstanceDomain = "notebooks.example" });
        var token = await gateway.Researcher();
        var id = await gateway.Launched(token);
        using var page = await gateway.Send(HttpMethod.Get, $"/i/{id}/tree", token, headers: [("Host", "nightingale.example"), ("Sec-Fetch-Mode", "navigate")]);
        var html = await page.Content.ReadAsStringAsync();
        Assert.That(html, Does.Contain($"action=\"https://{id}.notebooks.example/.nightingale/enter\""));
        var code = html.Split("name=\"code\" value=\"")[1].Split('"')[0];
        using var entered = await gateway.Send(
            HttpMethod.Post, "/.nightingale/enter", body: $"code={code}&path=/tree", mediaType: "application/x-www-form-urlencoded",
            headers: [("Host", $"{id}.notebooks.example"), ("Origin", "https://nightingale.example")]);
        await HasStatus(entered, HttpStatusCode.SeeOther);
        Assert.That(entered.Headers.GetValues("Set-Cookie").Single(), Does.StartWith("__Host-nightingale-notebook=").And.Contain("secure"));
        await SignedInBehindTls(gateway);
        using var elsewhere = await gateway.Send(HttpMethod.Get, "/tree", headers: ("Host", $"{id}.localhost:{gateway.Port}"));
        await IsProblem(elsewhere, ProblemKind.Misdirected);
    }

    private static async Task SignedInBehindTls(TestGateway gateway)
    {
        using var browser = await Browser.Of(gateway, "ada");
        using var answer = await gateway.Send(
            HttpMethod.Post, "/api/v1/session", body: $$"""{"name":"ada","password":"{{Browser.Password}}"}""",
            headers: [("Host", "nightingale.example"), ("Origin", "https://nightingale.example")]);
        await HasStatus(answer, HttpStatusCode.OK);
        Assert.That(answer.Headers.GetValues("Set-Cookie"), Has.Some.StartsWith("__Host-nightingale-session=").And.Some.Contain("secure"));
    }
}
