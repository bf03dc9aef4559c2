using System.CommandLine;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Nightingale.Actors.Health;
using Yarp.ReverseProxy.Forwarder;

namespace Nightingale.Bench.Proxy;

/// <summary>YARP's forwarder alone, in a process of its own: what ours costs beyond it is authentication, permission, the record of attempts, and the count of bytes.</summary>
internal static class BareYarp
{
    /// <summary>The hidden command that a benchmark starts.</summary>
    public static Command Command()
    {
        var socket = new Argument<string>("SOCKET");
        var port = new Argument<int>("PORT");
        var command = new Command("bare-yarp", "Forwards everything to a Unix socket.") { socket, port };
        command.Hidden = true;
        command.SetAction((parsed, cancel) => Run(parsed.GetRequiredValue(socket), parsed.GetRequiredValue(port), cancel));
        return command;
    }

    private static async Task Run(string path, int port, CancellationToken cancel)
    {
        using var socket = new SocketPath(path);
        using var invoker = new HttpMessageInvoker(new SocketsHttpHandler
        {
            ActivityHeadersPropagator = null,
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            ConnectCallback = (_, stop) => socket.Connect(stop),
        });
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.Services.AddHttpForwarder();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port, listen => listen.Protocols = HttpProtocols.Http1));
        await using var app = builder.Build();
        var forwarder = app.Services.GetRequiredService<IHttpForwarder>();
        app.Run(async http => await forwarder.SendAsync(http, "http://localhost", invoker, new() { Version = HttpVersion.Version11 }, HttpTransformer.Default));
        await app.StartAsync(cancel);
        await app.WaitForShutdownAsync(cancel);
    }
}
