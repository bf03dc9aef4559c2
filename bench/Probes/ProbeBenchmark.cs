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
            var (late, missed, processors) = await Measure(urls, count, TimeSpan.FromSeconds(5 * rounds), cancel);
            tell($"{count:#,0} servers: p50 {late.Median:0.0} ms late, p99 {late.Percentile(99):0.0} ms, {missed} not answered in time, {processors:0.00} processors");
            rows.Add(count <= MustHold
                ? ReportRow.Bound($"{count:#,0} servers at 1 Hz, p99 lateness", late.Percentile(99), Bound.TotalMilliseconds)
                : ReportRow.Plain($"{count:#,0} servers at 1 Hz, p99 lateness", late.Percentile(99)));
            if (late.Percentile(99) > Bound.TotalMilliseconds || missed > 0) break;
            (highest, used) = (count, processors);
        }

        rows.Add(new("servers that are all answered and on time", $"{highest:#,0}", "", "", $">= {MustHold:#,0}", highest >= MustHold));
        return new(
            $"Probes on one node; on time up to {highest:#,0} servers",
            rows,
            $"./nightingale bench probe --rounds {rounds}",
            [
                "The product's scheduler and client, a connection a server, against stub servers in another process on the same machine (a simulation of idle Jupyter servers).",
                "Lateness: how much later than one second after its last turn a server is asked, after the first four seconds.",
                $"It ends with the first count at which the p99 is over 200 ms or a server is not answered within its time, or where open files end: {openFiles:#,0} here.",
                string.Create(CultureInfo.InvariantCulture, $"At {highest:#,0} servers the node itself used {used:0.0} of {Environment.ProcessorCount} processors; the stub servers had the rest."),
            ]);
    }

    private static async Task<int> OpenFiles(CancellationToken cancel)
    {
        var limit = (await File.ReadAllLinesAsync("/proc/self/limits", cancel)).Single(line => line.StartsWith("Max open files", StringComparison.Ordinal));
        return int.Parse(limit["Max open files".Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0], CultureInfo.InvariantCulture);
    }

    private static async Task<(Samples Late, int Missed, double Processors)> Measure(string[] urls, int count, TimeSpan time, CancellationToken cancel)
    {
        var options = new ProbeOptions();
        await using var scheduler = new ProbeScheduler(options, TimeProvider.System, NullLogger<ProbeScheduler>.Instance);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var servers = Enumerable.Range(0, count).Select(number => new Watched(urls[number % urls.Length], options)).ToList();
        var watches = servers.Select(server => server.Watch(scheduler, stop.Token)).ToList();
        await Task.Delay(WarmUp, TimeProvider.System, cancel);
        foreach (var server in servers) server.Count();
        var began = Environment.CpuUsage.TotalTime;
        await Task.Delay(time, TimeProvider.System, cancel);
        var processors = (Environment.CpuUsage.TotalTime - began) / time;
        await stop.CancelAsync();
        await Task.WhenAll(watches);

        var late = new Samples();
        foreach (var gap in servers.SelectMany(server => server.Gaps)) late.Add(gap > options.Interval ? gap - options.Interval : TimeSpan.Zero);
        foreach (var server in servers) server.Dispose();
        return (late, servers.Sum(server => server.Missed), processors);
    }

    private sealed class Watched(string url, ProbeOptions options) : IDisposable
    {
        private readonly JupyterClient _client = new(url, "bench", options.Timeout);
        private long _asked;
        private volatile bool _counts;

        public List<TimeSpan> Gaps { get; } = [];

        public int Missed { get; private set; }

        public void Count() => _counts = true;

        public async Task Watch(ProbeScheduler scheduler, CancellationToken stop)
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
            var now = TimeProvider.System.GetTimestamp();
            if (_counts && _asked > 0) Gaps.Add(TimeProvider.System.GetElapsedTime(_asked, now));
            _asked = now;
            var result = await _client.Ask(withKernels, cut);
            if (_counts && result is not ProbeResult.Answer) Missed++;
            return result;
        }
    }
}
