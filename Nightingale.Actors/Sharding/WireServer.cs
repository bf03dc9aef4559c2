using System.Globalization;
using System.Net;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Security.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;

namespace Nightingale.Actors.Sharding;

/// <summary>Answers other nodes over HTTP/2: with mutual TLS, or in plain text on loopback.</summary>
public sealed class WireServer : IAsyncDisposable
{
    /// <summary>Requests at once; more are turned away at once, and their senders wait a little.</summary>
    private const int MostAtOnce = 4096;

    private readonly IReadOnlyDictionary<string, WireHandler> _handlers;
    private readonly IReadOnlyDictionary<string, WireFeed> _streams;
    private readonly IReadOnlyDictionary<string, WireDoor> _doors;
    private readonly CancellationTokenSource _stop = new();
    private readonly TimeProvider _time;
    private readonly WebApplication _app;
    private int _atOnce;

    private WireServer(IPEndPoint endpoint, WireTls? tls, IReadOnlyDictionary<string, WireHandler> handlers, IReadOnlyDictionary<string, WireFeed> streams, IReadOnlyDictionary<string, WireDoor> doors, TimeProvider time)
    {
        (_handlers, _streams, _doors, _time) = (handlers, streams, doors, time);
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = WireProtocol.MostBytes;
            kestrel.Limits.MinResponseDataRate = null; // who reads a tunnel may be a person with a slow line
            kestrel.Limits.Http2.MaxStreamsPerConnection = 1024;
            kestrel.Listen(endpoint, listen =>
            {
                listen.Protocols = HttpProtocols.Http2;
                if (tls is not null) listen.UseHttps(Https(tls));
            });
        });
        _app = builder.Build();
        _app.Run(Serve);
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>Starts to listen.</summary>
    /// <param name="endpoint">Where; port 0 takes a free one.</param>
    /// <param name="tls">Who this node is; null: plain text, on loopback only.</param>
    /// <param name="handlers">Who answers, for each kind of entity.</param>
    /// <param name="time">The clock of deadlines.</param>
    /// <param name="streams">What others may follow, by name; null: nothing.</param>
    /// <param name="doors">What others may open a way to, by name; null: nothing.</param>
    /// <param name="cancel">Ends the attempt.</param>
    /// <exception cref="ArgumentException">Plain text on an address that others can reach.</exception>
    /// <exception cref="IOException">The address is in use.</exception>
    public static async Task<WireServer> Start(
        IPEndPoint endpoint,
        WireTls? tls,
        IReadOnlyDictionary<string, WireHandler> handlers,
        TimeProvider time,
        IReadOnlyDictionary<string, WireFeed>? streams = null,
        IReadOnlyDictionary<string, WireDoor>? doors = null,
        CancellationToken cancel = default)
    {
        if (tls is null && !IPAddress.IsLoopback(endpoint.Address)) throw new ArgumentException("Without TLS nodes talk on loopback only.", nameof(endpoint));
        var server = new WireServer(endpoint, tls, handlers, streams ?? new Dictionary<string, WireFeed>(StringComparer.Ordinal), doors ?? new Dictionary<string, WireDoor>(StringComparer.Ordinal), time);
        await server._app.StartAsync(cancel);
        server.Address = new(server._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        return server;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _app.DisposeAsync();
        _stop.Dispose();
    }

    private static HttpsConnectionAdapterOptions Https(WireTls tls) => new()
    {
        ServerCertificate = tls.Certificate,
        ClientCertificateMode = ClientCertificateMode.RequireCertificate,
        ClientCertificateValidation = (certificate, _, _) => tls.Believes(certificate),
        SslProtocols = SslProtocols.Tls13,
    };

    private async Task Serve(HttpContext context)
    {
        var (request, response) = (context.Request, context.Response);
        if (request.Headers[WireProtocol.VersionHeader] != WireProtocol.Newest.ToString(CultureInfo.InvariantCulture))
        {
            response.StatusCode = StatusCodes.Status426UpgradeRequired;
            response.Headers[WireProtocol.VersionHeader] = $"{WireProtocol.Oldest}-{WireProtocol.Newest}";
        }
        else if (request.Path.Value?.Split('/') is ["", "follow", var name] && _streams.TryGetValue(name, out var stream))
            await Tell(response, stream, context.RequestAborted);
        else if (request.Path.Value?.Split('/') is ["", "tunnel", var what, var behind] && _doors.TryGetValue(what, out var door))
            await WireGate.Serve(context, door, Uri.UnescapeDataString(behind), _stop.Token);
        else if (request.Path.Value?.Split('/') is not ["", "ask", var kind, var entity] || !_handlers.TryGetValue(kind, out var handler))
            response.StatusCode = StatusCodes.Status404NotFound;
        else
            await Give(response, await Answer(handler, Uri.UnescapeDataString(entity), context));
    }

    private async Task Tell(HttpResponse response, WireFeed stream, CancellationToken gone)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(gone, _stop.Token);
        try
        {
            await response.StartAsync(either.Token);
            await SseFormatter.WriteAsync(Items(stream, either.Token), response.Body, either.Token);
        }
        catch (OperationCanceledException)
        {
            response.HttpContext.Abort();
        }
    }

    private static async IAsyncEnumerable<SseItem<string>> Items(WireFeed stream, [EnumeratorCancellation] CancellationToken gone)
    {
        await foreach (var text in stream(gone)) yield return new(text);
    }

    private async Task<WireAnswer> Answer(WireHandler handler, string entity, HttpContext context)
    {
        try
        {
            if (Interlocked.Increment(ref _atOnce) > MostAtOnce) return new(WireAnswerKind.NothingDone, "The node has too much to do. Try again."u8.ToArray());
            using var timeout = new CancellationTokenSource(Within(context.Request), _time);
            using var deadline = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, timeout.Token);
            using var body = new MemoryStream((int)(context.Request.ContentLength ?? 0));
            await context.Request.Body.CopyToAsync(body, deadline.Token);
            return await handler(entity, body.GetBuffer().AsMemory(0, (int)body.Length), deadline.Token);
        }
        catch (OperationCanceledException)
        {
            return new(WireAnswerKind.Unknown, "The entity did not answer in time."u8.ToArray());
        }
        finally
        {
            Interlocked.Decrement(ref _atOnce);
        }
    }

    private static TimeSpan Within(HttpRequest request) =>
        int.TryParse(request.Headers[WireProtocol.DeadlineHeader], NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
            ? TimeSpan.FromMilliseconds(milliseconds)
            : TimeSpan.FromSeconds(15);

    private static async Task Give(HttpResponse response, WireAnswer answer)
    {
        response.StatusCode = answer.Kind switch
        {
            WireAnswerKind.Answered => StatusCodes.Status200OK,
            WireAnswerKind.NotHere => StatusCodes.Status421MisdirectedRequest,
            _ => StatusCodes.Status503ServiceUnavailable,
        };
        if (answer.Kind is WireAnswerKind.NothingDone) response.Headers[WireProtocol.NothingDoneHeader] = "true";
        response.ContentLength = answer.Body.Length;
        await response.Body.WriteAsync(answer.Body);
    }
}
