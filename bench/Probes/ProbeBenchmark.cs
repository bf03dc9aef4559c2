using System.Globalization;

namespace Nightingale.Bench.Probes;

/// <summary>How many servers one node can ask once a second, on time.</summary>
internal static class ProbeBenchmark
{
    private const int SomeForOthers = 500;
    private const int MustHold = 5000;
    private const int Grain = 1000;

    private static readonly int[] Counts = [1000, 5000, 10_000, 15_000, 19_000, 30_000, 40_000, 60_000];
    private static readonly TimeSpan Bound = TimeSpan.FromMilliseconds(200);

    public static async Task<Report> Run(int rounds, Action<string> tell, CancellationToken cancel)
    {
        using var scratch = new Scratch();
        var folder = scratch.Folder();
        await using var stub = Child.Start(folder, "dotnet", [typeof(ProbeBenchmark).Assembly.Location, "stub-servers", $"{folder}/url"]);
        await Until.True(() => Task.FromResult(File.Exists($"{folder}/url")), TimeSpan.FromMilliseconds(20), cancel);
        var urls = await File.ReadAllLinesAsync($"{folder}/url", cancel);

        var rows = new List<ReportRow>();
        var openFiles = await OpenFiles(cancel);
        var highest = await HighestThatHolds.Find(Counts.Where(count => count < openFiles - SomeForOthers), Grain, async count =>
        {
            var measured = new List<ProbeRound>();
            for (var round = 1; round <= rounds; round++)
            {
                measured.Add(await ProbeRound.Measure(stub, urls, count, cancel));
                tell($"{count:#,0} servers, round {round}: {measured[^1]}");
            }

            rows.AddRange(Rows(count, measured));
            return measured.TrueForAll(round => round.Missed == 0 && P99(round) <= Bound.TotalMilliseconds);
        });
        rows.Add(new("servers that are all answered and on time", $"{highest:#,0}", "", "", $">= {MustHold:#,0}", highest >= MustHold));
        return new($"Probes on one node; on time up to {highest:#,0} servers", rows, $"./nightingale bench probe --rounds {rounds}", Notes(openFiles));
    }

    private static string[] Notes(int openFiles) =>
    [
        "The product's scheduler and client, a connection a server, against stub servers in another process on the same machine (a simulation of idle Jupyter servers).",
        "Lateness of a turn: against the server's own timetable, a whole number of seconds after its first turn, or earlier if a later turn shows that this one was late. So a constant lag counts in each turn, and one that is skipped makes all after it late.",
        $"Each round takes {ProbeRound.WarmUp.TotalSeconds:0} s to warm up and {ProbeRound.Time.TotalSeconds:0} s that count; a turn that is due at their end and has not come counts as late by then.",
        $"A count holds if the p99 of no round is over {Bound.TotalMilliseconds:0} ms and every server is answered within its time. Between the last that held and the first that did not, halves are tried until {Grain:#,0} lie between; open files end at {openFiles:#,0} here.",
        $"Processors: busy on average, of {Environment.ProcessorCount}; those of the stub servers stand under AGAINST.",
    ];

    private static ReportRow[] Rows(int count, List<ProbeRound> rounds)
    {
        var late = Samples.Of(rounds.Select(P99));
        var (lateness, worst) = ($"{count:#,0} servers at 1 Hz, p99 lateness", "  in the worst round");
        return
        [
            count <= MustHold ? ReportRow.Bound(lateness, late, Bound.TotalMilliseconds) : ReportRow.Plain(lateness, late),
            count <= MustHold ? ReportRow.Bound(worst, late.Most, Bound.TotalMilliseconds) : ReportRow.Plain(worst, late.Most),
            ReportRow.Compare("  processors of the node, against the stub servers'", Samples.Of(rounds.Select(round => round.Processors)), Samples.Of(rounds.Select(round => round.StubProcessors)), ""),
        ];
    }

    private static double P99(ProbeRound round) => round.Late.Percentile(99);

    private static async Task<int> OpenFiles(CancellationToken cancel)
    {
        var limit = (await File.ReadAllLinesAsync("/proc/self/limits", cancel)).Single(line => line.StartsWith("Max open files", StringComparison.Ordinal));
        return int.Parse(limit["Max open files".Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0], CultureInfo.InvariantCulture);
    }
}
