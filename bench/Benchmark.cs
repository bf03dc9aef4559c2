using System.CommandLine;
using Nightingale.Bench.Growth;

namespace Nightingale.Bench;

/// <summary>What all benchmarks have in common on the command line.</summary>
internal static class Benchmark
{
    /// <summary>A benchmark as a command: <c>--rounds N</c>, <c>--json</c> and, if it draws, <c>--plots DIR</c>.</summary>
    /// <param name="name">The command's name.</param>
    /// <param name="description">What it measures.</param>
    /// <param name="rounds">How often each contender has its turn unless said otherwise.</param>
    /// <param name="run">Measures; tells progress line by line.</param>
    /// <param name="draws">Whether it has something to draw.</param>
    public static Command Command(string name, string description, int rounds, Func<int, Action<string>, CancellationToken, Task<Report>> run, bool draws = false)
    {
        var count = new Option<int>("--rounds") { Description = "How often each contender has its turn.", DefaultValueFactory = _ => rounds };
        var json = new Option<bool>("--json") { Description = "Print the report as JSON." };
        var plots = new Option<string?>("--plots") { Description = "Draw into this folder what there is to draw.", HelpName = "DIR" };
        var command = new Command(name, description) { count, json };
        if (draws) command.Add(plots);
        command.SetAction(async (parsed, cancel) =>
        {
            var report = await run(Math.Max(1, parsed.GetValue(count)), Console.Error.WriteLine, cancel);
            await Console.Out.WriteLineAsync(parsed.GetValue(json) ? report.Json() : report.Text());
            if (draws && parsed.GetValue(plots) is { } folder) await Draw(report.Plots, folder, cancel);
            return report.Holds ? 0 : 1;
        });
        return command;
    }

    private static async Task Draw(IReadOnlyList<Plot> plots, string folder, CancellationToken cancel)
    {
        Directory.CreateDirectory(folder);
        foreach (var plot in plots) await File.WriteAllTextAsync(Path.Combine(folder, $"{plot.Name}.svg"), plot.Svg(), cancel);
    }
}
