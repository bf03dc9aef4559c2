using System.CommandLine;
using System.Net;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Hosting;

namespace Nightingale.Bench.Proxy;

/// <summary>
/// Stands for Jupyter behind every proxy, and does next to nothing, so that the proxies are what is measured. It listens on a Unix socket and on loopback, since not every
/// proxy can use both. A simulation, and named so.
/// </summary>
internal static class Backend
{
    private const string Status = """{"started":"2026-03-01T09:00:00.000000Z","last_activity":"2026-03-01T09:00:00.000000Z","connections":0,"kernels":0}""";

    /// <summary>The hidden command that a benchmark starts in a process of its own.</summary>
    public static Command Command()
    {
        var socket = new Argument<string>("SOCKET");
        var port = new Argument<int>("PORT");
        var command = new Command("proxy-backend", "Answers /small, /bytes/COUNT and WebSockets.") { socket, port };
        command.Hidden = true;
        command.SetAction((parsed, cancel) => Run(parsed.GetRequiredValue(socket), parsed.GetRequiredValue(port), cancel));
        return command;
    }

    private static async Task Run(string socket, int port, CancellationToken cancel)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.ListenUnixSocket(socket, listen => listen.Protocols = HttpProtocols.Http1);
            kestrel.Listen(IPAddress.Loopback, port, listen => listen.Protocols = HttpProtocols.Http1);
        });
        await using var app = builder.Build();
        app.UseWebSockets();
        app.Run(Answer);
        await app.StartAsync(cancel);
        await app.WaitForShutdownAsync(cancel);
    }

    private static Task Answer(HttpContext http)
    {
        if (http.WebSockets.IsWebSocketRequest) return Echo(http);
        if (http.Request.Path.StartsWithSegments("/bytes", StringComparison.Ordinal, out var count)) return Bytes(http.Response, long.Parse(count.Value!.AsSpan(1), provider: null));
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = Status.Length;
        return http.Response.WriteAsync(Status);
    }

    private static async Task Bytes(HttpResponse response, long count)
    {
        response.ContentLength = count;
        var piece = new byte[64 * 1024];
        for (var left = count; left > 0; left -= piece.Length) await response.Body.WriteAsync(piece.AsMemory(0, (int)Math.Min(left, piece.Length)), response.HttpContext.RequestAborted);
    }

    private static async Task Echo(HttpContext http)
    {
        using var socket = await http.WebSockets.AcceptWebSocketAsync();
        var buffer = new byte[256];
        try
        {
            while (await socket.ReceiveAsync(buffer.AsMemory(), http.RequestAborted) is { MessageType: not WebSocketMessageType.Close } heard)
                await socket.SendAsync(buffer.AsMemory(0, heard.Count), heard.MessageType, heard.EndOfMessage, http.RequestAborted);
        }
        catch (Exception gone) when (gone is WebSocketException or OperationCanceledException)
        {
            // The other side went.
        }
    }
}
