using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using Nightingale.Actors.Projections;
using Nightingale.Gateway.Access;
using Nightingale.Gateway.OpenApi;

namespace Nightingale.Gateway.Live;

/// <summary><c>GET /api/v1/stream</c></summary>
internal static class FollowEvents
{
    private const string LastEventId = "Last-Event-ID";

    private static readonly TimeSpan Reconnect = TimeSpan.FromSeconds(1);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/api/v1/stream", Handle)
        .Describe(
            "followEvents",
            "Follow what happens",
            "Server-sent events about everything that the caller may see. `journal`: something happened, with the instance as it is after that. `progress`: "
            + "a line from a Terraform run. `reset`: what happened before this is not told, so fetch lists now; it comes first, unless the header "
            + "Last-Event-ID resumes where another connection ended. `heartbeat`: nothing to tell.",
            "Live")
        .Answers<NewsView>(StatusCodes.Status200OK, "text/event-stream");

    private static ServerSentEventsResult<NewsView> Handle(HttpContext http, GatewayServices gateway, GatewayOptions options, IHostApplicationLifetime server, Caller caller)
    {
        // A proxy must not hold events back.
        http.Response.Headers["X-Accel-Buffering"] = "no";
        var lastEventId = http.Request.Headers[LastEventId] is [{ } id] ? id : null;
        return TypedResults.ServerSentEvents(News(gateway, options.Heartbeat, server, caller, lastEventId, http.RequestAborted));
    }

    // Ends without a fault when the caller goes, when the server stops, and when the token or session is no longer good.
    private static async IAsyncEnumerable<SseItem<NewsView>> News(
        GatewayServices gateway,
        TimeSpan heartbeat,
        IHostApplicationLifetime server,
        Caller caller,
        string? lastEventId,
        [EnumeratorCancellation] CancellationToken callerGone)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(server.ApplicationStopping, callerGone);
        await using var news = gateway.Live.Follow(lastEventId, happened => caller.MaySee(happened.About), heartbeat, either.Token).GetAsyncEnumerator(either.Token);
        while (await Next(news) && caller.Holds)
            yield return Item(gateway, news.Current, caller);
    }

    private static async Task<bool> Next(IAsyncEnumerator<LiveEvent> news)
    {
        try
        {
            return await news.MoveNextAsync();
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private static SseItem<NewsView> Item(GatewayServices gateway, LiveEvent happened, Caller caller)
    {
        var (type, view) = happened switch
        {
            LiveEvent.Journalled journalled => ("journal", NewsView.Of(gateway, journalled, caller)),
            LiveEvent.Progress progress => ("progress", NewsView.Of(progress.Line)),
            LiveEvent.Reset => ("reset", new NewsView(gateway.Now())),
            LiveEvent.Heartbeat => ("heartbeat", new NewsView(gateway.Now())),
            _ => throw new InvalidOperationException($"Nothing says how {happened.GetType().Name} is told."),
        };
        return new(view, type) { EventId = happened.Id, ReconnectionInterval = happened is LiveEvent.Reset ? Reconnect : null };
    }
}
