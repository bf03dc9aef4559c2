namespace Nightingale.Bench.Recovery;

/// <summary>How fast entities come back from their events, and in which order.</summary>
internal static class RecoveryBenchmark
{
    private const int Entities = 10_000;
    private const int EventsEach = 20;
    private const int Owing = 1_000;
    private const int Others = Entities - Owing;
    private const int WarmUps = 4; // As many until the runtime has compiled what it runs for good.
    private const int MostBefore = Others / 20;
    private const double MostMilliseconds = 1500;

    public static async Task<Report> Run(int rounds, Action<string> tell, CancellationToken cancel)
    {
        using var scratch = new Scratch();
        var (folder, control) = (scratch.Folder(), scratch.Folder());
        await StoredTallies.Fill(folder, Entities, EventsEach, Owing);
        await StoredTallies.Fill(control, Entities, EventsEach, Owing, remembered: false);
        tell($"{Entities:#,0} entities with {EventsEach} events each are stored; {Owing:#,0} of them owe work");

        var (restarts, unremembered, bare) = (new List<Restart>(), new List<Restart>(), new Samples());
        for (var round = 1 - WarmUps; round <= rounds; round++)
        {
            cancel.ThrowIfCancellationRequested();
            var (restart, without) = (await Restart.Of(folder, Entities, EventsEach, Owing, round), await Restart.Of(control, Entities, EventsEach, Owing, round));
            var limit = StoredTallies.ReadBare(folder, Enumerable.Range(0, Entities));
            if (round <= 0) continue;
            restarts.Add(restart);
            unremembered.Add(without);
            bare.Add(limit);
            tell($"round {round}: {restart}; bare: {limit:#,0} entities a second; {without.OthersBeforeMost} others first if nothing is remembered");
        }

        return new(
            "Recovery on SQLite, medians",
            Rows(restarts, unremembered, bare),
            $"./nightingale bench recovery --rounds {rounds}",
            [
                "A restart begins with opening the journal's file, in a process that has done so before: the first rounds do not count. All shards are acquired, by which those that owe work come back unasked;",
                "at once all entities are asked for their state, in no order: shard, actor, read, upcast, fold, answer. An entity is recovered when its last event is folded.",
                "Against: the same rows read with one query an entity on one connection, by the type of each column, under the journal's own settings; nothing is decoded or folded. The files are in the page cache.",
            ]);
    }

    private static ReportRow[] Rows(List<Restart> restarts, List<Restart> unremembered, Samples bare) =>
    [
        ReportRow.AtLeast($"entities recovered, {EventsEach} events each", Of(restarts, restart => Entities / restart.All.TotalSeconds), bare, 0.7, "/s"),
        Times($"a restart in a warm process with {Entities:#,0} entities, until the first answer", restarts, restart => restart.First),
        Times($"  until the work of the last of {Owing:#,0} that owe some runs", restarts, restart => restart.Work),
        ReportRow.Bound($"  of {Others:#,0} others, recovered before 99 in 100 of those run", Of(restarts, restart => restart.OthersBeforeMost), MostBefore, ""),
        ReportRow.AtLeast("  the same without the remembered list", Of(unremembered, restart => restart.OthersBeforeMost), Others / 2, ""),
        ReportRow.Plain("  of the others, recovered before the last of those runs", Of(restarts, restart => restart.OthersBefore), ""),
        Times("  until every one of them has answered", restarts, restart => restart.All),
    ];

    private static ReportRow Times(string what, List<Restart> restarts, Func<Restart, TimeSpan> time) =>
        ReportRow.Bound(what, Of(restarts, restart => time(restart).TotalMilliseconds), MostMilliseconds);

    private static Samples Of(List<Restart> restarts, Func<Restart, double> value) => Samples.Of(restarts.Select(value));
}
