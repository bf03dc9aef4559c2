using System.CommandLine;

namespace Nightingale.Bench;

/// <summary>What all benchmarks have in common on the command line.</summary>
internal static class Benchmark
{
    /// <summary>A benchmark as a command: <c>--rounds N</c> and <c>--json</c>.</summary>
    /// <param name="name">The command's name.</param>
    /// <param name="description">What it measures.</param>
    /// <param name="rounds">How often each contender has its turn unless said otherwise.</param>
    /// <param name="run">Measures; tells progress line by line.</param>
    public static Command Command(string name, string description, int rounds, Func<int, Action<string>, CancellationToken, Task<Report>> run)
    {
        var count = new Option<int>("--rounds") { Description = "How often each contender has its turn.", DefaultValueFactory = _ => rounds };
        var json = new Option<bool>("--json") { Description = "Print the report as JSON." };
        var command = new Command(name, description) { count, json };
        command.SetAction(async (parsed, cancel) =>
        {
            var report = await run(Math.Max(1, parsed.GetValue(count)), Console.Error.WriteLine, cancel);
            await Console.Out.WriteLineAsync(parsed.GetValue(json) ? report.Json() : report.Text());
            return report.Holds ? 0 : 1;
        });
        return command;
    }
}
