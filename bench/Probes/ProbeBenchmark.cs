using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Nightingale.Actors.Health;

namespace Nightingale.Bench.Probes;

/// <summary>How many servers one node can ask once a second, on time.</summary>
internal static class ProbeBenchmark
{
    private const int SomeForOthers = 500;
    private const int MustHold = 5000;

    private static readonly int[] Counts = [1000, 5000, 10_000, 15_000, 19_000, 30_000, 40_000, 60_000];
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Time = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan Bound = TimeSpan.FromMilliseconds(200);

    public static async Task<Report> Run(int rounds, Action<string> tell, CancellationToken cancel)
    {
        using var scratch = new Scratch();
        var folder = scratch.Folder();
        await using var stub = Child.Start(folder, "dotnet", [typeof(ProbeBenchmark).Assembly.Location, "stub-servers", $"{folder}/url"]);
        await Until.True(() => Task.FromResult(File.Exists($"{folder}/url")), TimeSpan.FromMilliseconds(20), cancel);
        var urls = await File.ReadAllLinesAsync($"{folder}/url", cancel);

        var rows = new List<ReportRow>();
        var (highest, used) = (0, 0.0);
        var openFiles = await OpenFiles(cancel);
        foreach (var count in Counts.Where(count => count < openFiles - SomeForOthers))
        {
            var (late, missed, processors) = (new Samples(), 0, new Samples());
            for (var round = 1; round <= rounds; round++)
            {
                var (turns, misses, busy) = await Measure(urls, count, cancel);
                tell($"{count:#,0} servers, round {round}: p50 {turns.Median:0.0} ms late, p99 {turns.Percentile(99):0.0} ms, most {turns.Most:0.0} ms, {misses} not answered in time, {busy:0.00} processors");
                late.Add(turns.Percentile(99));
                missed += misses;
                processors.Add(busy);
            }

            rows.Add(Row($"{count:#,0} servers at 1 Hz, p99 lateness, median of the rounds", count, late.Median));
            rows.Add(Row("  in the worst round", count, late.Most));
            if (late.Most > Bound.TotalMilliseconds || missed > 0) break;
            (highest, used) = (count, processors.Median);
        }

        rows.Add(new("servers that are all answered and on time", $"{highest:#,0}", "", "", $">= {MustHold:#,0}", highest >= MustHold));
        return new(
            $"Probes on one node; on time up to {highest:#,0} servers",
            rows,
            $"./nightingale bench probe --rounds {rounds}",
            [
                "The product's scheduler and client, a connection a server, against stub servers in another process on the same machine (a simulation of idle Jupyter servers).",
                $"Lateness of a turn: against the server's own timetable, a whole number of seconds after its first turn, or earlier if a later turn shows that this one was late. So a constant lag counts in each turn, and one that is skipped makes all after it late.",
                $"Each round takes {WarmUp.TotalSeconds:0} s to warm up and {Time.TotalSeconds:0} s that count; a turn that is due at their end and has not come counts as late by then.",
                $"It ends with the first count at which the p99 of a round is over {Bound.TotalMilliseconds:0} ms or a server is not answered within its time, or where open files end: {openFiles:#,0} here.",
                string.Create(CultureInfo.InvariantCulture, $"At {highest:#,0} servers the node itself used {used:0.0} of {Environment.ProcessorCount} processors; the stub servers had the rest."),
            ]);
    }

    private static ReportRow Row(string what, int count, double milliseconds) =>
        count <= MustHold ? ReportRow.Bound(what, milliseconds, Bound.TotalMilliseconds) : ReportRow.Plain(what, milliseconds);

    private static async Task<int> OpenFiles(CancellationToken cancel)
    {
        var limit = (await File.ReadAllLinesAsync("/proc/self/limits", cancel)).Single(line => line.StartsWith("Max open files", StringComparison.Ordinal));
        return int.Parse(limit["Max open files".Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0], CultureInfo.InvariantCulture);
    }

    private static async Task<(Samples Late, int Missed, double Processors)> Measure(string[] urls, int count, CancellationToken cancel)
    {
        var options = new ProbeOptions();
        await using var scheduler = new ProbeScheduler(options, TimeProvider.System, NullLogger<ProbeScheduler>.Instance);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var servers = Enumerable.Range(0, count).Select(number => new Watched(urls[number % urls.Length], options, stop.Token)).ToList();
        var watches = servers.Select(server => server.Watch(scheduler)).ToList();
        await Task.Delay(WarmUp, TimeProvider.System, cancel);
        foreach (var server in servers) server.Turns.Count();
        var began = Environment.CpuUsage.TotalTime;
        await Task.Delay(Time, TimeProvider.System, cancel);
        var ended = TimeProvider.System.GetTimestamp();
        var processors = (Environment.CpuUsage.TotalTime - began) / Time;
        await stop.CancelAsync();
        await Task.WhenAll(watches);

        var late = new Samples();
        foreach (var turn in servers.SelectMany(server => server.Turns.Lateness(ended))) late.Add(turn);
        foreach (var server in servers) server.Dispose();
        return (late, servers.Sum(server => server.Missed), processors);
    }

    private sealed class Watched(string url, ProbeOptions options, CancellationToken stop) : IDisposable
    {
        private readonly JupyterClient _client = new(url, "bench", options.Timeout);

        public Timetable Turns { get; } = new(options.Interval);

        public int Missed { get; private set; }

        public async Task Watch(ProbeScheduler scheduler)
        {
            try
            {
                // Known to be ready: asked once a second from the start.
                await foreach (var _ in scheduler.Watch(Ask, new DateTimeOffset(2026, 3, 1, 9, 0, 0, TimeSpan.Zero), stop)) { }
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                // Measured.
            }
        }

        public void Dispose() => _client.Dispose();

        private async Task<ProbeResult> Ask(bool withKernels, CancellationToken cut)
        {
            Turns.Add(TimeProvider.System.GetTimestamp());
            ProbeResult? result = null;
            try
            {
                return result = await _client.Ask(withKernels, cut);
            }
            finally
            {
                if (Turns.Counts && !stop.IsCancellationRequested && result is not ProbeResult.Answer) Missed++;
            }
        }
    }
}
