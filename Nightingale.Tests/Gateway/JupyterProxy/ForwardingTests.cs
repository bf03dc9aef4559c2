using System.Net;
using System.Net.WebSockets;
using Nightingale.Actors.Instances;
using Nightingale.Gateway.Access;
using Nightingale.Gateway.Problems;
using Nightingale.Tests.Projections;
using NUnit.Framework;
using static Nightingale.Tests.Gateway.TestGateway;

namespace Nightingale.Tests.Gateway.JupyterProxy;

public sealed class ForwardingTests : NotebookTest
{
    [Test]
    public async Task A_program_with_a_token_reaches_Jupyter_at_the_address_that_it_wrote()
    {
        using var answer = await Get("/echo/Caf%C3%A9%20100%25?a=%2F&b=c%20d");
        await HasStatus(answer, HttpStatusCode.OK);
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.StartWith("GET /echo/Caf%C3%A9%20100%25?a=%2F&b=c%20d\n"));
        Assert.That(answer.Headers.GetValues("Content-Security-Policy"), Is.EqualTo(new[] { "default-src 'none'; frame-ancestors 'none'" }), "what is shown at the main origin runs nothing");
        using var root = await Get("");
        Assert.That(await root.Content.ReadAsStringAsync(), Does.StartWith("GET /\n"));
    }

    [Test]
    public async Task Jupyters_token_goes_to_Jupyter_and_nothing_of_the_caller_does()
    {
        using var answer = await Gateway.Send(
            HttpMethod.Get,
            $"/i/{Id}/echo",
            Token,
            headers:
            [
                ("Cookie", "_xsrf=a; nightingale-session=secret; username-x=b; __Host-nightingale-notebook=secret"),
                ("X-Forwarded-For", "6.6.6.6"),
                ("X-Forwarded-Host", "evil.example"),
                ("Forwarded", "for=6.6.6.6"),
                ("X-Secret", "hop"),
                ("Connection", "X-Secret"),
                ("Referer", "http://localhost/secret"),
            ]);
        var id = new InstanceId(Guid.Parse(Id));
        Assert.That(Jupyter.Last.Split('\n'), Does.Contain($"Authorization: token {Gateway.JupyterTokens.For(id, 1)}"));
        Assert.That(Jupyter.Last.Split('\n'), Does.Contain("Cookie: _xsrf=a; username-x=b").And.Contain("X-Forwarded-For: 127.0.0.1").And.Contain("Host: localhost"));
        Assert.That(Jupyter.Last, Does.Not.Contain("secret").IgnoreCase.And.Not.Contain("6.6.6.6").And.Not.Contain("evil").And.Not.Contain(Token));
    }

    [Test]
    public async Task At_the_main_origin_Jupyter_sets_no_cookie_and_a_redirect_keeps_to_the_instance()
    {
        using var cookies = await Get("/cookies");
        Assert.That(cookies.Headers.Contains("Set-Cookie"), Is.False);
        using var moved = await Get("/moved?to=/tree");
        Assert.That(moved.Headers.Location!.OriginalString, Is.EqualTo($"/i/{Id}/tree"));
    }

    [TestCase("/../../api/v1/tokens")]
    [TestCase("../../api/v1/tokens")]
    [TestCase("//localhost/api/v1/tokens")]
    [TestCase("http://localhost:8080/api/v1/tokens")]
    [TestCase("/%2e%2e/%2e%2e/api/v1/tokens")]
    public async Task At_the_main_origin_Jupyter_leads_nobodys_token_out_of_the_instance(string to)
    {
        using var moved = await Get($"/moved?to={Uri.EscapeDataString(to)}");
        Assert.That((moved.StatusCode, moved.Headers.Location), Is.EqualTo((HttpStatusCode.Found, (Uri?)null)));
    }

    [Test]
    public async Task No_page_of_a_notebook_gets_a_service_worker()
    {
        using var script = await Gateway.Send(HttpMethod.Get, $"/i/{Id}/echo", Token, headers: [("Service-Worker", "script")]);
        await IsProblem(script, ProblemKind.Forbidden);
    }

    [Test]
    public async Task Only_members_of_the_account_get_in()
    {
        using var stranger = await Get("/echo", await Gateway.Researcher("clinic"));
        await IsProblem(stranger, ProblemKind.NotFound);
        using var nobody = await Gateway.Get($"/i/{Id}/echo");
        await IsProblem(nobody, ProblemKind.Unauthenticated);
        foreach (var role in (Role[])[Role.Operator, Role.Auditor])
        {
            using var seer = await Get("/echo", await Gateway.Token(role));
            await IsProblem(seer, ProblemKind.Forbidden);
        }

        using var none = await Gateway.Get($"/i/{Guid.Empty}/echo", Token);
        await IsProblem(none, ProblemKind.NotFound);
        Assert.That(Jupyter.Last, Is.Empty);
    }

    [Test]
    public async Task A_right_that_ended_ends_at_the_next_request()
    {
        using var before = await Get("/echo");
        await HasStatus(before, HttpStatusCode.OK);
        await Gateway.Tokens.Revoke(Gateway.Tokens.All.Single().Id);
        using var after = await Get("/echo");
        await IsProblem(after, ProblemKind.Unauthenticated);
    }

    [TestCase("/x/../files/a")]
    [TestCase("/%2e%2e/files/a")]
    [TestCase("/a%2fb")]
    [TestCase("/a%252fb")]
    [TestCase("/a;b")]
    [TestCase("//files/a")]
    public async Task An_address_that_can_be_read_in_two_ways_is_refused_before_it_reaches_Jupyter(string path)
    {
        var answer = await Raw($"GET /i/{Id}{path} HTTP/1.1\r\nHost: localhost:{Gateway.Port}\r\nAuthorization: Bearer {Token}\r\n\r\n");
        Assert.That(answer, Does.StartWith("HTTP/1.1 4"));
        Assert.That(Jupyter.Last, Is.Empty);
    }

    [Test]
    public async Task An_address_that_leads_out_of_the_instance_is_what_it_leads_to_with_the_callers_own_rights()
    {
        var answer = await Raw($"GET /i/{Id}/../../api/v1/cluster HTTP/1.1\r\nHost: localhost:{Gateway.Port}\r\nAuthorization: Bearer {Token}\r\n\r\n");
        Assert.That(answer, Does.StartWith("HTTP/1.1 403"));
        Assert.That(Jupyter.Last, Is.Empty);
    }

    [TestCase("Upgrade: h2c\r\nConnection: Upgrade\r\n")]
    [TestCase("Upgrade: websocket\r\nConnection: Upgrade\r\nContent-Length: 5\r\n")]
    [TestCase("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n")]
    [TestCase("Transfer-Encoding: gzip, chunked, identity\r\n")]
    public async Task An_upgrade_that_is_no_WebSocket_and_a_body_of_two_lengths_are_refused(string headers)
    {
        var answer = await Raw($"GET /i/{Id}/echo HTTP/1.1\r\nHost: localhost:{Gateway.Port}\r\nAuthorization: Bearer {Token}\r\n{headers}\r\nhello");
        Assert.That(answer, Does.StartWith("HTTP/1.1 4"));
        Assert.That(Jupyter.Last, Is.Empty);
    }

    [Test]
    public async Task Bodies_larger_than_the_APIs_limit_pass_both_ways_up_to_their_own()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/i/{Id}/length") { Content = new ByteArrayContent(new byte[5_000_000]), Headers = { Authorization = new("Bearer", Token) } };
        using var up = await Gateway.Client.SendAsync(request);
        Assert.That(await up.Content.ReadAsStringAsync(), Is.EqualTo("5000000"));
        using var down = await Get("/bytes/5000000");
        Assert.That(await down.Content.ReadAsByteArrayAsync(), Has.Length.EqualTo(5_000_000));

        await using var small = await TestGateway.Start(new() { MaxNotebookBodyBytes = 1024 });
        var token = await small.Researcher();
        var id = await small.Launched(token);
        await small.Instances.Happen(id, new InstanceEvent.Provisioned(SimpleInstances.Start, 1, new(Jupyter.Address, null, null)));
        await small.Instances.Happen(id, new InstanceEvent.BecameReady(SimpleInstances.Start, 1, SimpleInstances.Start));
        using var large = await small.Send(HttpMethod.Post, $"/i/{id}/length", token, new string('x', 2000));
        await IsProblem(large, ProblemKind.TooLarge);
    }

    [Test]
    public async Task Every_byte_of_an_instance_is_counted_and_none_of_another()
    {
        using var down = await Get("/bytes/5000000");
        await down.Content.LoadIntoBufferAsync();
        using var socket = await Socket(Token);
        await Echo(socket, new string('x', 20_000));
        var other = await Gateway.Launched(Token, name: "two");
        await Eventually.True(async () => await Egress(Id) >= 5_020_000, Bound);
        using var shown = await Gateway.Get($"/api/v1/instances/{Id}", Token);
        var view = await Json(shown);
        Assert.That((long)view["egressBytes"]!, Is.InRange(5_020_000, 5_030_000));
        Assert.That((long)view["ingressBytes"]!, Is.InRange(20_000, 25_000));
        Assert.That(await Egress(other), Is.Zero);
    }

    [Test]
    public async Task A_WebSocket_passes_both_ways()
    {
        using var socket = await Socket(Token);
        Assert.That(await Echo(socket, "hello"), Is.EqualTo("hello"));
        Assert.That(await Echo(socket, new string('x', 20_000)), Has.Length.EqualTo(20_000));
        Assert.That(async () => await Socket(), Throws.TypeOf<WebSocketException>(), "not without a credential");
    }

    [Test]
    public async Task A_server_that_is_gone_is_told_of_and_its_address_is_not()
    {
        await Jupyter.DisposeAsync();
        using var answer = await Get("/echo");
        var problem = await IsProblem(answer, ProblemKind.Unavailable);
        Assert.That(problem.ToJsonString(), Does.Not.Contain("sock").And.Not.Contain("/tmp"));
    }
}
