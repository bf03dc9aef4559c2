using Nightingale.Bench.Engine;

namespace Nightingale.Bench.Recovery;

/// <summary>How fast entities come back from their events.</summary>
internal static class RecoveryBenchmark
{
    private const int Entities = 10_000;
    private const int EventsEach = 20;
    private const int Owing = 1_000;
    private const int AtOnce = 64;
    private const double MostMilliseconds = 1500;

    public static async Task<Report> Run(int rounds, Action<string> tell, CancellationToken cancel)
    {
        using var scratch = new Scratch();
        var folder = scratch.Folder();
        await StoredTallies.Fill(folder, Entities, EventsEach, owing: Owing);
        tell($"{Entities:#,0} entities with {EventsEach} events each are stored; {Owing:#,0} of them owe work");

        var (ours, bare, firsts, works, alls) = (new Samples(), new Samples(), new Samples(), new Samples(), new Samples());
        for (var round = 0; round <= rounds; round++)
        {
            cancel.ThrowIfCancellationRequested();
            var (first, work, all) = await Restart(folder);
            var limit = StoredTallies.ReadBare(folder, Enumerable.Range(0, Entities));
            if (round == 0) continue; // It warms up.
            firsts.Add(first);
            works.Add(work);
            alls.Add(all);
            ours.Add(Entities / all.TotalSeconds);
            bare.Add(limit);
            tell($"round {round}: first answer {first.TotalMilliseconds:0} ms, owed work {work.TotalMilliseconds:0} ms, all {all.TotalMilliseconds:0} ms; {Entities / all.TotalSeconds:#,0} entities a second against {limit:#,0}");
        }

        return new(
            "Recovery on SQLite, medians",
            [
                ReportRow.AtLeast($"entities recovered, {EventsEach} events each", ours, bare, 0.7, "/s"),
                ReportRow.Bound($"a restart with {Entities:#,0} entities, until the first answer", firsts.Median, MostMilliseconds),
                ReportRow.Bound($"  until the work of the last of {Owing:#,0} that owe some runs", works.Median, MostMilliseconds),
                ReportRow.Bound("  until every one of them has answered", alls.Median, MostMilliseconds),
            ],
            $"./nightingale bench recovery --rounds {rounds}",
            [
                $"A restart begins with opening the journal's file. All shards are acquired, by which those that owe work come back unasked; then every entity is asked for its state, {AtOnce} at a time: shard, actor, read, upcast, fold, answer.",
                "Against: the same rows read with one query an entity on one connection; nothing is decoded or folded. The files are in the page cache.",
            ]);
    }

    private static async Task<(TimeSpan First, TimeSpan Work, TimeSpan All)> Restart(string folder)
    {
        var began = TimeProvider.System.GetTimestamp();
        var work = new OwedTally(Owing);
        await using var node = await TallyNode.Start(folder, work: work);
        await node.Entities.Get($"{Entities - 1}");
        var first = TimeProvider.System.GetElapsedTime(began);
        await Parallel.ForAsync(0, Entities, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (number, _) =>
        {
            var found = await node.Entities.Get($"{number}", CancellationToken.None);
            if (found.State.Sum != EventsEach) throw new InvalidOperationException($"Entity {number} has {found.State.Sum} events.");
        });
        var all = TimeProvider.System.GetElapsedTime(began);
        return (first, TimeProvider.System.GetElapsedTime(began, await work.AllRun.WaitAsync(TimeSpan.FromMinutes(1))), all);
    }
}
