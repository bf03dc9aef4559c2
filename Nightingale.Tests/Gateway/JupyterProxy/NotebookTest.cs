using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using System.Text.RegularExpressions;
using Nightingale.Actors.Instances;
using Nightingale.Tests.Projections;
using NUnit.Framework;
using static Nightingale.Tests.Gateway.TestGateway;

namespace Nightingale.Tests.Gateway.JupyterProxy;

/// <summary>Tests of the proxy: a gateway, an instance of the account lab whose Jupyter is a <see cref="StandInJupyter"/>, and one of its researchers.</summary>
public abstract partial class NotebookTest : GatewayTest
{
    private protected static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    private protected StandInJupyter Jupyter { get; private set; } = null!;

    /// <summary>A token of a researcher of the instance's account.</summary>
    private protected string Token { get; private set; } = null!;

    /// <summary>The instance.</summary>
    private protected string Id { get; set; } = null!;

    private protected string Host => HostOf(Id);

    private protected string Origin => $"http://{Host}";

    private protected string MainOrigin => $"http://localhost:{Gateway.Port}";

    [SetUp]
    public async Task OpenNotebook()
    {
        Jupyter = await StandInJupyter.Start();
        Token = await Gateway.Researcher();
        Id = await Gateway.Launched(Token);
        await Ready(Id);
    }

    [TearDown]
    public async Task CloseNotebook() => await Jupyter.DisposeAsync();

    private protected string HostOf(string id) => $"{id}.localhost:{Gateway.Port}";

    private protected async Task Ready(string id)
    {
        await Gateway.Instances.Happen(id, new InstanceEvent.Provisioned(SimpleInstances.Start, 1, new(Jupyter.Address, null, null)));
        await Gateway.Instances.Happen(id, new InstanceEvent.BecameReady(SimpleInstances.Start, 1, SimpleInstances.Start));
    }

    /// <summary>As a program asks.</summary>
    private protected Task<HttpResponseMessage> Get(string path, string? token = null) => Gateway.Get($"/i/{Id}{path}", token ?? Token);

    /// <summary>As a browser opens a page.</summary>
    private protected Task<HttpResponseMessage> Navigate(string host, string path, string? token = null, string? cookie = null) => Gateway.Send(
        HttpMethod.Get, path, token, headers: [("Host", host), ("Sec-Fetch-Mode", "navigate"), ("Sec-Fetch-Dest", "document"), .. Cookie(cookie)]);

    /// <summary>As a page of an origin asks.</summary>
    private protected Task<HttpResponseMessage> Fetch(HttpMethod method, string path, string? cookie, string? origin = null, string site = "same-origin", string? host = null) => Gateway.Send(
        method, path, headers: [("Host", host ?? Host), ("Sec-Fetch-Mode", "cors"), ("Sec-Fetch-Site", site), .. Cookie(cookie), .. origin is null ? [] : new[] { ("Origin", origin) }]);

    /// <summary>The code that the main origin gives for a page.</summary>
    private protected async Task<string> Code(string path = "/tree")
    {
        using var page = await Navigate($"localhost:{Gateway.Port}", $"/i/{Id}{path}", Token);
        return await CodeIn(page);
    }

    private static async Task<string> CodeIn(HttpResponseMessage page)
    {
        await HasStatus(page, HttpStatusCode.OK);
        return CodeInPage().Match(await page.Content.ReadAsStringAsync()).Groups["code"].Value;
    }

    /// <summary>Sends the code to an instance's origin.</summary>
    private protected Task<HttpResponseMessage> Enter(string code, string path = "/tree", string? host = null, string? origin = null) => Gateway.Send(
        HttpMethod.Post,
        "/.nightingale/enter",
        body: $"code={Uri.EscapeDataString(code)}&path={Uri.EscapeDataString(path)}",
        mediaType: "application/x-www-form-urlencoded",
        headers: [("Host", host ?? Host), ("Origin", origin ?? MainOrigin)]);

    /// <summary>The cookie of somebody who came in.</summary>
    private protected async Task<string> CookieOf() => await CookieBy(await Code());

    /// <summary>The cookie of somebody who was given this page at the main origin.</summary>
    private protected async Task<string> CookieOf(HttpResponseMessage page) => await CookieBy(await CodeIn(page));

    private async Task<string> CookieBy(string code)
    {
        using var entered = await Enter(code);
        await HasStatus(entered, HttpStatusCode.SeeOther);
        return entered.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
    }

    /// <summary>A WebSocket to the instance, as a program or as a page opens it.</summary>
    private protected async Task<ClientWebSocket> Socket(string? token = null, string? cookie = null, string? origin = null, string path = "/api/kernels/1/channels")
    {
        var socket = new ClientWebSocket();
        if (token is not null) socket.Options.SetRequestHeader("Authorization", $"Bearer {token}");
        if (cookie is not null) socket.Options.SetRequestHeader("Cookie", cookie);
        if (origin is not null) socket.Options.SetRequestHeader("Origin", origin);
        if (cookie is not null) socket.Options.SetRequestHeader("Host", Host);
        try
        {
            await socket.ConnectAsync(new($"ws://127.0.0.1:{Gateway.Port}{(cookie is null ? $"/i/{Id}" : "")}{path}"), CancellationToken.None).WaitAsync(Bound);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Says something and hears it again.</summary>
    private protected static async Task<string> Echo(ClientWebSocket socket, string text)
    {
        await socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        var buffer = new byte[65536];
        var heard = await socket.ReceiveAsync(buffer, CancellationToken.None).WaitAsync(Bound);
        return Encoding.UTF8.GetString(buffer, 0, heard.Count);
    }

    /// <summary>The bytes that came from an instance's Jupyter, as it knows after another minute.</summary>
    private protected async Task<long> Egress(string id)
    {
        Gateway.Time.Advance(TimeSpan.FromMinutes(1));
        using var shown = await Gateway.Get($"/api/v1/instances/{id}", Token);
        return (long)(await Json(shown))["egressBytes"]!;
    }

    /// <summary>That a socket is closed from the other side as time goes by.</summary>
    private protected async Task IsCutOff(ClientWebSocket socket)
    {
        var hearing = socket.ReceiveAsync(new byte[16], CancellationToken.None);
        await Eventually.True(
            () =>
            {
                Gateway.Time.Advance(Soon / 2);
                return hearing.IsCompleted;
            },
            Bound);
        Assert.That(async () => await hearing.WaitAsync(TimeSpan.Zero), Throws.TypeOf<WebSocketException>());
    }

    /// <summary>Sends a request as it is written; gives the first line of the answer.</summary>
    private protected async Task<string> Raw(string request)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, Gateway.Port);
        var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request));
        using var reader = new StreamReader(stream, Encoding.ASCII);
        return await reader.ReadLineAsync().WaitAsync(Bound) ?? "";
    }

    private static (string, string)[] Cookie(string? cookie) => cookie is null ? [] : [("Cookie", cookie)];

    [GeneratedRegex("name=\"code\" value=\"(?<code>[^\"]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex CodeInPage();
}
