using System.Net;
using System.Net.WebSockets;
using Nightingale.Actors.Accounts;
using Nightingale.Gateway.Problems;
using Nightingale.Tests.Gateway.SignIn;
using NUnit.Framework;
using static Nightingale.Tests.Gateway.TestGateway;

namespace Nightingale.Tests.Gateway.JupyterProxy;

/// <summary>People who signed in with a browser, at the notebooks of their account.</summary>
public sealed class NotebookSessionTests : NotebookTest
{
    private Browser _browser = null!;

    [SetUp]
    public async Task SignIn()
    {
        await Gateway.SetMember("ada", MemberRole.Researcher);
        _browser = await Browser.SignedIn(Gateway, "ada");
    }

    [TearDown]
    public void Close() => _browser.Dispose();

    [Test]
    public async Task A_session_opens_a_notebook_and_its_end_closes_the_socket()
    {
        var cookie = await CookieOf(_browser);
        using var page = await Navigate(Host, "/echo", cookie: cookie);
        await HasStatus(page, HttpStatusCode.OK);
        using var socket = await Socket(cookie: cookie, origin: Origin);
        Assert.That(await Echo(socket, "hello"), Is.EqualTo("hello"));

        using var signedOut = await _browser.Delete("/api/v1/session");
        await HasStatus(signedOut, HttpStatusCode.NoContent);
        await IsCutOff(socket);
        using var after = await Fetch(HttpMethod.Get, "/echo", cookie);
        await IsProblem(after, ProblemKind.Unauthenticated);
    }

    [Test]
    public async Task A_session_that_nobody_uses_any_more_ends_and_so_do_its_sockets()
    {
        using var socket = await Socket(cookie: await CookieOf(_browser), origin: Origin);
        Gateway.Time.Advance(QuickSignIn.SessionIdle);
        await IsCutOff(socket);
    }

    [Test]
    public async Task Work_in_a_notebook_is_use_of_the_session_and_what_its_page_asks_by_itself_is_not()
    {
        var cookie = await CookieOf(_browser);
        Gateway.Time.Advance(QuickSignIn.SessionIdle * 0.7);
        (await Fetch(HttpMethod.Put, "/api/contents/a.ipynb", cookie, Origin)).EnsureSuccessStatusCode();
        Gateway.Time.Advance(QuickSignIn.SessionIdle * 0.7);
        (await Fetch(HttpMethod.Get, "/api/kernels", cookie)).EnsureSuccessStatusCode();
        Gateway.Time.Advance(QuickSignIn.SessionIdle * 0.7);
        using var tooLate = await Fetch(HttpMethod.Get, "/api/kernels", cookie);
        await IsProblem(tooLate, ProblemKind.Unauthenticated);
    }

    [Test]
    public async Task The_sessions_own_cookie_opens_nothing_at_an_instances_host_and_no_page_may_use_it_at_the_main_one()
    {
        var session = $"nightingale-session-{Gateway.Port}={_browser.Session}";
        using var there = await Fetch(HttpMethod.Get, "/echo", session);
        await IsProblem(there, ProblemKind.Unauthenticated);
        using var here = await _browser.Get($"/i/{Id}/echo");
        await IsProblem(here, ProblemKind.Forbidden);
        Assert.That(async () => await Socket(cookie: session, origin: Origin), Throws.TypeOf<WebSocketException>().With.Message.Contains("401"));
    }

    [Test]
    public async Task Somebody_who_only_reads_the_account_opens_no_notebook()
    {
        await Gateway.SetMember("abe", MemberRole.Auditor);
        using var browser = await Browser.SignedIn(Gateway, "abe");
        using var refused = await Open(browser);
        await IsProblem(refused, ProblemKind.Forbidden);
        using var control = await Open(_browser);
        await HasStatus(control, HttpStatusCode.OK);
    }

    private Task<HttpResponseMessage> Open(Browser browser) =>
        browser.Send(HttpMethod.Get, $"/i/{Id}/tree", null, ("Sec-Fetch-Mode", "navigate"), ("Sec-Fetch-Dest", "document"));

    private async Task<string> CookieOf(Browser browser)
    {
        using var page = await Open(browser);
        return await CookieOf(page);
    }
}
