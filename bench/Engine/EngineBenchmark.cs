namespace Nightingale.Bench.Engine;

/// <summary>The kernel against the least that can be called an actor.</summary>
internal static class EngineBenchmark
{
    public static async Task<Report> Run(int rounds, Action<string> tell, CancellationToken cancel)
    {
        var rows = new List<ReportRow>();
        foreach (var actors in (int[])[1, 1000])
        {
            var (ours, bare) = await InTurns(rounds, () => TellMeasure.Ours(actors), () => Task.FromResult(TellMeasure.Bare(actors)), cancel);
            rows.Add(ReportRow.AtLeast($"tell, {actors} {(actors == 1 ? "actor" : "actors")}, supervision on", ours, bare, 0.8, "M/s"));
            tell($"tell, {actors}: {ours.Median:0.0} against {bare.Median:0.0} million a second");
        }

        foreach (var askers in (int[])[1, 32, 256])
        {
            var (ours, bare) = await InTurns(rounds, () => AskMeasure.Ours(askers), () => AskMeasure.Bare(askers), cancel);
            rows.Add(ReportRow.AtLeast($"ask with a time limit, {askers} {(askers == 1 ? "asker" : "askers")}", ours, bare, 0.6, "M/s"));
            tell($"ask, {askers}: {ours.Median:0.00} against {bare.Median:0.00} million a second");
        }

        rows.Add(ReportRow.Bound("an idle actor", await IdleMeasure.Actor(), 2048, "bytes"));
        rows.Add(ReportRow.Bound("an idle entity in the shell, its small state included", await IdleMeasure.Entity(), 2048, "bytes"));
        return new(
            "The engine, medians",
            rows,
            $"./nightingale bench engine --rounds {rounds}",
            [
                "Against: a concurrent queue with a scheduled bit on the thread pool; no supervision, no lifecycle, no time limit of an ask.",
                "Tell: one sender, 8 million messages, until the last is received. Ask: 400,000 requests, each asker one at a time.",
                $"Idle: managed bytes after a full collection, {IdleMeasure.Entities:#,0} of them. Each has had a burst of {IdleMeasure.Burst} messages that waited behind one, an entity questions behind a journalled command.",
            ]);
    }

    private static async Task<(Samples Ours, Samples Bare)> InTurns(int rounds, Func<Task<double>> ours, Func<Task<double>> bare, CancellationToken cancel)
    {
        var (first, second) = (new Samples(), new Samples());
        for (var round = 0; round <= rounds; round++)
        {
            cancel.ThrowIfCancellationRequested();
            var (a, b) = (await ours() / 1e6, await bare() / 1e6);
            if (round == 0) continue; // It warms up.
            first.Add(a);
            second.Add(b);
        }

        return (first, second);
    }
}
