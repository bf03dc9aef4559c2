using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Nightingale.Bench.Proxy;

/// <summary>Debian's wrk: a load that costs little itself.</summary>
internal static partial class Wrk
{
    // Fewer answers than this tell nothing. The turn is made longer until there are as many, but not longer than this.
    private const int LeastAnswers = 5;
    private static readonly TimeSpan LongestTurn = TimeSpan.FromMinutes(1);

    /// <summary>GETs over so many connections in a closed loop; large bodies on a slow machine get a longer turn.</summary>
    /// <returns>Answers a second, and the 99th percentile of their times in milliseconds.</returns>
    public static async Task<(double Rate, double P99)> Run(Contender contender, string path, int connections, TimeSpan during, CancellationToken cancel)
    {
        var text = await Turn(contender, path, connections, during, cancel);
        while (Number(Answers().Match(text)) < LeastAnswers && during < LongestTurn)
        {
            during = TimeSpan.FromSeconds(Math.Min(during.TotalSeconds * 2, LongestTurn.TotalSeconds));
            text = await Turn(contender, path, connections, during, cancel);
        }

        return (Number(Rate().Match(text)), Milliseconds(P99().Match(text)));
    }

    private static async Task<string> Turn(Contender contender, string path, int connections, TimeSpan during, CancellationToken cancel)
    {
        string[] header = contender.Header is null ? [] : ["-H", $"Authorization: {contender.Header}"];
        var start = new ProcessStartInfo("wrk", ["-t", "1", "-c", $"{connections}", "-d", $"{during.TotalSeconds:0}s", "--timeout", "60s", "--latency", .. header, new Uri(contender.Root, path).ToString()])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        using var wrk = Process.Start(start)!;
        var text = await wrk.StandardOutput.ReadToEndAsync(cancel);
        await wrk.WaitForExitAsync(cancel);
        if (text.Contains("Non-2xx", StringComparison.Ordinal) || !Rate().IsMatch(text)) throw new InvalidOperationException($"{contender.Name} did not answer {path} as it should: {text}");
        return text;
    }

    private static double Number(Match match) => double.Parse(match.Groups["number"].Value, CultureInfo.InvariantCulture);

    private static double Milliseconds(Match match) => Number(match) * match.Groups["unit"].Value switch
    {
        "us" => 0.001,
        "ms" => 1,
        "s" => 1000,
        "m" => 60_000,
        var other => throw new FormatException($"wrk writes times in {other}."),
    };

    [GeneratedRegex(@"Requests/sec:\s+(?<number>[0-9.]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Rate();

    [GeneratedRegex(@"(?<number>[0-9]+) requests in ", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Answers();

    [GeneratedRegex(@"99%\s+(?<number>[0-9.]+)(?<unit>us|ms|s|m)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex P99();
}
