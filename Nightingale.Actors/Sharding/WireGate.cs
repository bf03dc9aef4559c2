using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Nightingale.Actors.Sharding;

/// <summary>Opens what another node asks for a way to.</summary>
/// <param name="entityId">Which entity.</param>
/// <param name="cancel">Cancelled when the other node goes.</param>
/// <returns>A stream of bytes both ways; null if the entity does not live here.</returns>
/// <exception cref="IOException">It cannot be opened.</exception>
public delegate ValueTask<Stream?> WireDoor(string entityId, CancellationToken cancel);

/// <summary>The other end of a <see cref="WireTunnel"/>: what comes goes in at the door, and what comes out goes back, until one of both ends.</summary>
internal static class WireGate
{
    // Held for as long as the way is open, which may be idle: no more than a little.
    private const int Piece = 16 * 1024;

    public static async Task Serve(HttpContext context, WireDoor door, string entity, CancellationToken stop)
    {
        // It may be silent for hours, and it may carry much.
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = null;
        if (context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate) rate.MinDataRate = null;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stop);
        try
        {
            await using var opened = await door(entity, either.Token);
            if (opened is null) context.Response.StatusCode = StatusCodes.Status421MisdirectedRequest;
            else await Join(context, opened, either);
        }
        catch (OperationCanceledException)
        {
            context.Abort();
        }
        catch (Exception fault) when (fault is IOException or System.Net.Sockets.SocketException)
        {
            if (context.Response.HasStarted) context.Abort();
            else context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        }
    }

    private static async Task Join(HttpContext context, Stream opened, CancellationTokenSource either)
    {
        // The other node waits for the answer's headers before it writes anything; to start alone would keep them until there is something to say.
        await context.Response.StartAsync(either.Token);
        await context.Response.Body.FlushAsync(either.Token);
        var inward = context.Request.Body.CopyToAsync(opened, Piece, either.Token);
        var back = opened.CopyToAsync(context.Response.Body, Piece, either.Token);
        await Task.WhenAny(inward, back);

        // Who asked has gone, or what was opened has said all: the other way has nobody at its end.
        if (back.IsCompleted) await back;
        await either.CancelAsync();
        await Task.WhenAll(inward, back).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
