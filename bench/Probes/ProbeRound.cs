using Microsoft.Extensions.Logging.Abstractions;
using Nightingale.Actors.Health;

namespace Nightingale.Bench.Probes;

/// <summary>So many servers, asked once a second for some seconds.</summary>
/// <param name="Late">How late each turn was, in milliseconds.</param>
/// <param name="Missed">How many questions were not answered in time.</param>
/// <param name="Processors">How many the node kept busy, on average.</param>
/// <param name="StubProcessors">The same of the stub servers.</param>
internal sealed record ProbeRound(Samples Late, int Missed, double Processors, double StubProcessors)
{
    public static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(4);
    public static readonly TimeSpan Time = TimeSpan.FromSeconds(6);

    public static async Task<ProbeRound> Measure(Child stub, string[] urls, int count, CancellationToken cancel)
    {
        var options = new ProbeOptions();
        await using var scheduler = new ProbeScheduler(options, TimeProvider.System, NullLogger<ProbeScheduler>.Instance);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var servers = Enumerable.Range(0, count).Select(number => new Watched(urls[number % urls.Length], options, stop.Token)).ToList();
        var watches = servers.Select(server => server.Watch(scheduler)).ToList();
        await Task.Delay(WarmUp, TimeProvider.System, cancel);
        foreach (var server in servers) server.Turns.Count(TimeProvider.System.GetTimestamp());
        var (ours, theirs) = (Environment.CpuUsage.TotalTime, stub.ProcessorTime);
        await Task.Delay(Time, TimeProvider.System, cancel);
        var ended = TimeProvider.System.GetTimestamp();
        (ours, theirs) = (Environment.CpuUsage.TotalTime - ours, stub.ProcessorTime - theirs);
        await stop.CancelAsync();
        await Task.WhenAll(watches);

        var late = new Samples();
        foreach (var turn in servers.SelectMany(server => server.Turns.Lateness(ended))) late.Add(turn);
        foreach (var server in servers) server.Dispose();
        return new(late, servers.Sum(server => server.Missed), ours / Time, theirs / Time);
    }

    public override string ToString() =>
        $"p50 {Late.Median:0.0} ms late, p99 {Late.Percentile(99):0.0} ms, most {Late.Most:0.0} ms, {Missed} not answered in time, {Processors:0.00} processors, the stub servers {StubProcessors:0.00}";

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
