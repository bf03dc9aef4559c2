using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using Nightingale.Actors.Sharding;
using Nightingale.Bench.Engine;

namespace Nightingale.Bench.Cluster;

/// <summary>An entity on another node is asked for its state, against a bare HTTP/2 server that gives back what it is sent; both in plain text on loopback, one request at a time.</summary>
internal static class RemoteAsk
{
    private const int Requests = 5000;

    /// <summary>The median time of one request, in milliseconds: of a node's entity, and of the bare server.</summary>
    public static async Task<(double Ours, double Bare)> Measure(TallyMember member, CancellationToken cancel)
    {
        using var wire = new WireClient(tls: null);
        var question = TallyMember.Codec.Write((Nightingale.Actors.Entities.Envelope<TallyCommand>?)null);
        var ours = await Median(async () =>
        {
            var answer = await wire.Ask(member.Address, "tally", "asked", question, TimeSpan.FromSeconds(15), cancel);
            if (answer.Kind is not WireAnswerKind.Answered) throw new InvalidOperationException($"The entity gave no answer: {answer.Kind}.");
            TallyMember.Codec.ReadReply(answer.Body.Span);
        });
        await using var echo = await Echo(cancel);
        using var http = new HttpClient { BaseAddress = new(echo.Urls.First()), DefaultRequestVersion = HttpVersion.Version20, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };
        var bare = await Median(async () =>
        {
            using var body = new ByteArrayContent(question);
            using var answer = await http.PostAsync(new Uri("/", UriKind.Relative), body, cancel);
            await answer.Content.ReadAsByteArrayAsync(cancel);
        });
        return (ours, bare);
    }

    private static async Task<double> Median(Func<Task> request)
    {
        for (var warm = 0; warm < Requests / 5; warm++) await request();
        var times = new Samples();
        for (var number = 0; number < Requests; number++)
        {
            var began = TimeProvider.System.GetTimestamp();
            await request();
            times.Add(TimeProvider.System.GetElapsedTime(began));
        }

        return times.Median;
    }

    private static async Task<WebApplication> Echo(CancellationToken cancel)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        var app = builder.Build();
        app.Run(context => context.Request.Body.CopyToAsync(context.Response.Body, context.RequestAborted));
        await app.StartAsync(cancel);
        return app;
    }
}
