using System.CommandLine;
using System.Globalization;
using Nightingale.Bench.Chaos.Checking;
using Nightingale.Bench.Chaos.Faults;

namespace Nightingale.Bench.Chaos;

/// <summary>Faults under load for minutes, from seeds, with the control that has no fence.</summary>
internal static class ChaosBenchmark
{
    private const int MostControls = 4;

    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(3);

    public static Command Command()
    {
        var minutes = new Option<double>("--minutes") { Description = "How long faults are made, for each seed.", DefaultValueFactory = _ => 6 };
        var seed = new Option<int>("--seed") { Description = "The first seed.", DefaultValueFactory = _ => 1 };
        var seeds = new Option<int>("--seeds") { Description = "How many seeds, one after the other.", DefaultValueFactory = _ => 1 };
        var keep = new Option<bool>("--keep") { Description = "Keep what the nodes print." };
        var json = new Option<bool>("--json") { Description = "Print the report as JSON." };
        var command = new Command("chaos", "Faults under load, from a seed: no command may be lost, doubled or unexplained. Needs root.") { minutes, seed, seeds, keep, json };
        command.SetAction(async (parsed, cancel) =>
        {
            var outcomes = new List<ChaosOutcome>();
            for (var next = parsed.GetValue(seed); next < parsed.GetValue(seed) + parsed.GetValue(seeds); next++)
            {
                var options = new ChaosOptions { Seed = next, Lasts = TimeSpan.FromMinutes(parsed.GetValue(minutes)), KeepsFolder = parsed.GetValue(keep) };
                outcomes.Add(await ChaosRun.Make(options, Deck.All, line => Console.Error.WriteLine($"seed {options.Seed}: {line}"), cancel));
                foreach (var finding in outcomes[^1].Findings) await Console.Error.WriteLineAsync($"seed {options.Seed}: {finding.Kind}: {finding.What}");
                if (options.KeepsFolder) await Console.Error.WriteLineAsync($"seed {options.Seed}: {outcomes[^1].Folder}");
            }

            var control = await Control(parsed.GetValue(seed), cancel);
            var report = Report(outcomes, control, $"./nightingale bench chaos --minutes {parsed.GetValue(minutes).ToString(CultureInfo.InvariantCulture)} --seed {parsed.GetValue(seed)} --seeds {parsed.GetValue(seeds)}");
            await Console.Out.WriteLineAsync(parsed.GetValue(json) ? report.Json() : report.Text());
            return report.Holds ? 0 : 1;
        });
        return command;
    }

    /// <summary>The same load without a fence: nodes that are suspended past their lease, clock and all, until that has done harm, from four seeds at most.</summary>
    public static async Task<ChaosOutcome> Control(int seed, CancellationToken cancel)
    {
        for (var next = seed; ; next++)
        {
            var options = new ChaosOptions { Seed = next, Lasts = TimeSpan.FromSeconds(12), Clients = 12, Accounts = 8, Instances = 0, Fenced = false };
            var outcome = await ChaosRun.Make(options, [() => new StopNode(clockStands: true)], line => Console.Error.WriteLine($"control: {line}"), cancel);
            if (Harm(outcome) > 0 || next == seed + MostControls - 1) return outcome;
        }
    }

    /// <summary>How much of it the fence is there to prevent.</summary>
    public static int Harm(ChaosOutcome outcome) => outcome.Count(FindingKind.Lost, FindingKind.Doubled, FindingKind.Unexplained);

    private static Report Report(IReadOnlyList<ChaosOutcome> outcomes, ChaosOutcome control, string again)
    {
        var lease = new ChaosOptions { Seed = 0, Lasts = default }.Lease;
        return new(
            "Chaos: real nodes, one real PostgreSQL, faults from a seed",
            [
                ReportRow.Plain("faults made", outcomes.Sum(outcome => outcome.Faults.Count), ""),
                ReportRow.Plain("commands acknowledged", outcomes.Sum(outcome => outcome.Acknowledged), ""),
                ReportRow.Plain("commands of instances", outcomes.Sum(outcome => outcome.InstanceCommands), ""),
                .. Enum.GetValues<FindingKind>().Select(kind => ReportRow.Bound(Words(kind), outcomes.Sum(outcome => outcome.Count(kind)), 0, "")),
                ReportRow.Bound("slowest answer after a fault's end", outcomes.Max(outcome => outcome.SlowestRecovery).TotalSeconds, (lease + Grace).TotalSeconds, "s"),
                ReportRow.Bound("slowest answer during a fault that others bear", outcomes.Max(outcome => outcome.SlowestBorne).TotalSeconds, (lease + Grace).TotalSeconds, "s"),
                ReportRow.AtLeast("control without the fence: lost, doubled, unexplained", Harm(control), 1, ""),
            ],
            again,
            [
                $"Seeds {string.Join(", ", outcomes.Select(outcome => outcome.Seed))}; a lease of {lease.TotalSeconds} s; {outcomes.Sum(outcome => outcome.Attempts)} requests; {outcomes.Sum(outcome => outcome.Events)} events of accounts.",
                $"{outcomes.Sum(outcome => outcome.CutCommits)} connections were cut after COMMIT was sent, {outcomes.Sum(outcome => outcome.LostPackets)} packets were dropped, {outcomes.Sum(outcome => outcome.TerraformProcesses)} processes of Terraform were seen.",
                .. outcomes.SelectMany(outcome => outcome.Faults).GroupBy(fault => fault.Name, StringComparer.Ordinal)
                    .Select(fault => string.Create(CultureInfo.InvariantCulture, $"{fault.Key}: {fault.Count()} times, all answered at most {fault.Max(one => one.Borne).TotalSeconds:0.0} s into it and {fault.Max(one => one.Recovered).TotalSeconds:0.0} s after.")),
            ]);
    }

    private static string Words(FindingKind kind) => kind switch
    {
        FindingKind.Lost => "lost",
        FindingKind.Doubled => "doubled",
        FindingKind.Unexplained => "unexplained events",
        FindingKind.Reordered => "reordered",
        FindingKind.StrangeAnswer => "answers that nothing explains",
        FindingKind.Journal => "problems of the journal",
        FindingKind.Stuck => "stuck accounts, commands, instances",
        FindingKind.Orphan => "orphaned Terraform runs, instances",
        FindingKind.NodeFailed => "nodes that failed",
        _ => throw new InvalidOperationException($"Nothing says what {kind} is."),
    };
}
