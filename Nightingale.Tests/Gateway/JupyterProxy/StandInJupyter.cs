using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Nightingale.Tests.Gateway.JupyterProxy;

/// <summary>
/// Stands in for Jupyter on a Unix socket, where a test is about what the proxy sends and lets through: <c>/echo…</c> answers with the request line and
/// headers as they came, <c>/cookies</c> sets some, <c>/moved</c> leads on, <c>/bytes/{count}</c> sends so many, a WebSocket hears its own words.
/// </summary>
internal sealed class StandInJupyter : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("nightingale-jupyter-").FullName;
    private readonly WebApplication _app;

    private StandInJupyter()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.ListenUnixSocket(Path.Combine(_folder, "s"), listen => listen.Protocols = HttpProtocols.Http1);
        });
        _app = builder.Build();
        _app.UseWebSockets();
        _app.Run(Answer);
    }

    public string Address => $"unix://{_folder}/s";

    /// <summary>What the last request was, and its headers, each on a line.</summary>
    public string Last { get; private set; } = "";

    public static async Task<StandInJupyter> Start()
    {
        var jupyter = new StandInJupyter();
        await jupyter._app.StartAsync();
        return jupyter;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        if (Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
    }

    private async Task Answer(HttpContext http)
    {
        Last = string.Join('\n', [$"{http.Request.Method} {http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget}", .. http.Request.Headers.Select(header => $"{header.Key}: {header.Value}")]);
        if (http.WebSockets.IsWebSocketRequest) await Echo(await http.WebSockets.AcceptWebSocketAsync(), http.RequestAborted);
        else if (http.Request.Path == "/cookies") Cookies(http.Response.Headers);
        else if (http.Request.Path == "/moved") http.Response.Redirect(http.Request.Query["to"]!);
        else if (http.Request.Path == "/length") await http.Response.WriteAsync($"{await Length(http.Request.Body)}");
        else if (http.Request.Path.StartsWithSegments("/bytes", StringComparison.Ordinal, out var count)) await Bytes(http, long.Parse(count.Value![1..], null));
        else await http.Response.WriteAsync(Last);
    }

    private static void Cookies(IHeaderDictionary headers)
    {
        headers.SetCookie = new[]
        {
            "_xsrf=abc; Path=/; Domain=localhost",
            "username-localhost=me; HttpOnly; Path=/; SameSite=None",
            "nightingale-notebook=stolen; Path=/",
            "__Host-nightingale-notebook=stolen; Path=/; Secure",
            "session=stolen; Path=/",
        };
        headers["Access-Control-Allow-Origin"] = "*";
        headers["Alt-Svc"] = "h3=\"evil.example:443\"";
        headers["Content-Security-Policy"] = "frame-ancestors 'self'";
    }

    private static async Task<long> Length(Stream body)
    {
        var buffer = new byte[65536];
        var length = 0L;
        while (await body.ReadAsync(buffer) is var read and > 0) length += read;
        return length;
    }

    private static async Task Bytes(HttpContext http, long count)
    {
        http.Response.ContentLength = count;
        var piece = new byte[65536];
        for (var left = count; left > 0; left -= piece.Length)
            await http.Response.Body.WriteAsync(piece.AsMemory(0, (int)Math.Min(left, piece.Length)), http.RequestAborted);
    }

    private static async Task Echo(WebSocket socket, CancellationToken gone)
    {
        var buffer = new byte[65536];
        try
        {
            while (await socket.ReceiveAsync(buffer.AsMemory(), gone) is { MessageType: not WebSocketMessageType.Close } heard)
                await socket.SendAsync(buffer.AsMemory(0, heard.Count), heard.MessageType, heard.EndOfMessage, gone);
        }
        catch (Exception end) when (end is WebSocketException or OperationCanceledException)
        {
            // The other side went.
        }
    }
}
