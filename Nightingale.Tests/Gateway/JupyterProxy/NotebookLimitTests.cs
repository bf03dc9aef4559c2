using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using Nightingale.Actors.Instances;
using Nightingale.Gateway;
using Nightingale.Tests.Projections;
using NUnit.Framework;
using static Nightingale.Tests.Gateway.TestGateway;

namespace Nightingale.Tests.Gateway.JupyterProxy;

/// <summary>Clients that take much or take their time.</summary>
public sealed class NotebookLimitTests : NotebookTest
{
    [Test]
    public async Task A_client_that_does_not_read_holds_up_Jupyter_and_not_the_gateways_memory()
    {
        const long Length = 500_000_000;
        using var stuck = new TcpClient();
        await stuck.ConnectAsync(IPAddress.Loopback, Gateway.Port);
        await stuck.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"GET /i/{Id}/bytes/{Length} HTTP/1.1\r\nHost: localhost:{Gateway.Port}\r\nAuthorization: Bearer {Token}\r\n\r\n"));
        await Eventually.True(async () => await Egress(Id) > 100_000, Bound);
        using var other = await Get("/bytes/10000000");
        Assert.That(await other.Content.ReadAsByteArrayAsync(), Has.Length.EqualTo(10_000_000), "nobody else waits");
        await Eventually.True(async () => await Egress(Id) > 10_000_000, Bound);
        Assert.That(await Egress(Id), Is.LessThan(60_000_000), "what nobody reads is not fetched: sockets hold a few megabytes");
    }

    [Test]
    public async Task A_body_that_comes_too_slowly_is_cut_off()
    {
        var answer = await Raw($"POST /i/{Id}/length HTTP/1.1\r\nHost: localhost:{Gateway.Port}\r\nAuthorization: Bearer {Token}\r\nContent-Length: 1000\r\n\r\nx");
        Assert.That(answer, Does.StartWith("HTTP/1.1 408"));
    }

    [Test]
    public async Task WebSockets_take_no_place_of_connections_and_have_a_limit_of_their_own()
    {
        await using var gateway = await TestGateway.Start(new GatewayOptions { MaxConnections = 2, MaxSockets = 4 });
        var token = await gateway.Researcher();
        var id = await gateway.Launched(token);
        await gateway.Instances.Happen(id, new InstanceEvent.Provisioned(SimpleInstances.Start, 1, new(Jupyter.Address, null, null)));
        await gateway.Instances.Happen(id, new InstanceEvent.BecameReady(SimpleInstances.Start, 1, SimpleInstances.Start));
        var sockets = new List<ClientWebSocket>();
        for (var i = 0; i < 4; i++) sockets.Add(await Open(gateway, id, token));
        using var answer = await gateway.Get($"/i/{id}/echo", token);
        await HasStatus(answer, HttpStatusCode.OK);
        foreach (var socket in sockets) Assert.That(await Echo(socket, "here"), Is.EqualTo("here"));
        Assert.That(async () => await Open(gateway, id, token), Throws.TypeOf<WebSocketException>(), "the fifth");
        foreach (var socket in sockets) socket.Dispose();
    }

    private static async Task<ClientWebSocket> Open(TestGateway gateway, string id, string token)
    {
        var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Authorization", $"Bearer {token}");
        await socket.ConnectAsync(new($"ws://127.0.0.1:{gateway.Port}/i/{id}/api/kernels/1/channels"), CancellationToken.None).WaitAsync(Bound);
        return socket;
    }
}
