using System.Net;
using System.Net.Sockets;
using System.Text;
using Nightingale.Gateway;
using NUnit.Framework;
using static Nightingale.Tests.Gateway.TestGateway;

namespace Nightingale.Tests.Gateway;

public sealed class LimitTests
{
    [Test]
    public async Task A_client_that_sends_its_headers_too_slowly_is_cut_off()
    {
        await using var gateway = await TestGateway.Start(new() { HeadersTimeout = TimeSpan.FromSeconds(1) });
        Assert.That(await Raw(gateway, "GET /healthz HTTP/1.1\r\nHost: loc"), Does.StartWith("HTTP/1.1 408"));
    }

    [TestCase("GET /healthz HTTP/1.1\r\nHost: localhost:1\r\nHost: localhost:1\r\n\r\n", 400)]
    [TestCase("GET /healthz HTTP/1.1\r\n\r\n", 400)]
    [TestCase("NONSENSE\r\n\r\n", 400)]
    [TestCase("POST /api/v1/instances HTTP/1.1\r\nHost: localhost:{port}\r\nContent-Length: 3\r\nTransfer-Encoding: chunked, identity\r\n\r\n", 400)]
    public async Task A_request_that_is_not_http_is_refused(string request, int status)
    {
        await using var gateway = await TestGateway.Start();
        Assert.That(await Raw(gateway, request), Does.StartWith($"HTTP/1.1 {status}"));
    }

    [Test]
    public async Task Headers_and_addresses_over_the_limit_are_refused()
    {
        await using var gateway = await TestGateway.Start();
        using var headers = await gateway.Send(HttpMethod.Get, "/healthz", headers: ("X-Large", new string('x', 20_000)));
        Assert.That(headers.StatusCode, Is.EqualTo(HttpStatusCode.RequestHeaderFieldsTooLarge));
        using var address = await gateway.Get("/healthz?" + new string('x', 8_000));
        Assert.That(address.StatusCode, Is.EqualTo(HttpStatusCode.RequestUriTooLong));
    }

    [Test]
    public async Task Connections_over_the_limit_are_closed()
    {
        await using var gateway = await TestGateway.Start(new() { MaxConnections = 1 });
        using var first = await gateway.Get("/healthz");
        Assert.That(first.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await Raw(gateway, $"GET /healthz HTTP/1.1\r\nHost: localhost:{gateway.Port}\r\n\r\n"), Is.Empty);
    }

    [Test]
    public void Options_that_do_not_hold_are_told_all_at_once()
    {
        var options = new GatewayOptions { Port = 70_000, MaxBodyBytes = 0, MaxConnections = 0, FailedSignInsPerMinute = 0, Heartbeat = TimeSpan.Zero, HeadersTimeout = TimeSpan.FromDays(1), KeepAlive = TimeSpan.Zero };
        Assert.That(options.Problems().Count(), Is.EqualTo(7));
        Assert.That(new GatewayOptions().Problems(), Is.Empty);
    }

    private static async Task<string> Raw(TestGateway gateway, string request)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, gateway.Port);
        var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request.Replace("{port}", $"{gateway.Port}", StringComparison.Ordinal)));
        using var reader = new StreamReader(stream, Encoding.ASCII);
        try
        {
            return await reader.ReadLineAsync().WaitAsync(Bound) ?? "";
        }
        catch (IOException)
        {
            return "";
        }
    }
}
