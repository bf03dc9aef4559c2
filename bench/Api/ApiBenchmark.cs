using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace Nightingale.Bench.Api;

/// <summary>What the API answers a second, with few and with many instances.</summary>
internal static class ApiBenchmark
{
    private const int AtOnce = 32;

    private static readonly TimeSpan For = TimeSpan.FromSeconds(2);
    private static readonly int[] Counts = [1, 100, 10_000];

    public static async Task<Report> Run(int rounds, Action<string> tell, CancellationToken cancel)
    {
        using var scratch = new Scratch();
        var rows = new List<ReportRow>();
        foreach (var count in Counts)
        {
            await using var node = await FilledNode.Start(scratch, count, cancel);
            var one = await node.One(cancel);
            var instances = $"{count:#,0} instance{(count == 1 ? "" : "s")}";
            rows.AddRange(await Read($"list, {instances}", node, FilledNode.List, rounds, tell, cancel));
            rows.AddRange(await Read($"show, {instances}", node, one, rounds, tell, cancel));
            var (rate, late) = await Clients.Measure(AtOnce, _ => node.Launch(cancel), For, cancel);
            tell($"launch, {instances}: {rate:#,0} a second");
            rows.Add(ReportRow.Plain($"launch, {instances}", rate, "/s"));
            rows.Add(ReportRow.Plain("  its p99", late));
        }

        return new(
            $"The API, {AtOnce} clients at once",
            rows,
            $"./nightingale bench api --rounds {rounds}",
            [
                "A real `nightingale up` in a process of its own with so many stopped instances in its journal; sign-in, permission and the record of every attempt are on.",
                "List: a page of 100 at most. Against: a bare Kestrel in this process that answers with the same bytes; its clients and it share one process, ours do not.",
                "Launch: answered when the journal has it. Terraform is replaced by a program that waits, so nothing starts; each launch adds an instance.",
            ]);
    }

    private static async Task<IReadOnlyList<ReportRow>> Read(string what, FilledNode node, Uri path, int rounds, Action<string> tell, CancellationToken cancel)
    {
        await using var bare = await Bare(await node.Get(path, cancel), cancel);
        using var http = new HttpClient { BaseAddress = new(bare.Urls.First()) };
        var (ours, theirs, late, theirLate) = (new Samples(), new Samples(), new Samples(), new Samples());
        for (var round = 0; round <= rounds; round++)
        {
            Take(await Clients.Measure(AtOnce, _ => node.Get(path, cancel), For, cancel), ours, late, round);
            Take(await Clients.Measure(AtOnce, _ => http.GetByteArrayAsync(path, cancel), For, cancel), theirs, theirLate, round);
        }

        tell($"{what}: {ours.Median:#,0} against {theirs.Median:#,0} a second");
        return [ReportRow.Compare(what, ours, theirs, "/s"), ReportRow.Compare("  its p99", late, theirLate)];
    }

    private static void Take((double Rate, double P99) measured, Samples rates, Samples late, int round)
    {
        if (round == 0) return; // warm-up
        rates.Add(measured.Rate);
        late.Add(measured.P99);
    }

    private static async Task<WebApplication> Bare(byte[] answer, CancellationToken cancel)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        app.Run(context =>
        {
            context.Response.ContentType = "application/json";
            context.Response.ContentLength = answer.Length;
            return context.Response.Body.WriteAsync(answer, context.RequestAborted).AsTask();
        });
        await app.StartAsync(cancel);
        return app;
    }
}
