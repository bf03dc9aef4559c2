using Nightingale.Bench.Engine;
using Nightingale.Bench.Recovery;

namespace Nightingale.Bench.Growth;

/// <summary>How the times of the shell grow with the number of entities, and with the events that one has.</summary>
internal static class GrowthBenchmark
{
    private const int Sample = 1000;
    private static readonly int[] EntityCounts = [1_000, 10_000, 100_000, 1_000_000];
    private static readonly int[] EventCounts = [10, 100, 1_000, 10_000];
    private static readonly TimeSpan For = TimeSpan.FromSeconds(2);

    public static async Task<Report> Run(int rounds, Action<string> tell, CancellationToken cancel)
    {
        var rows = new List<ReportRow>();
        Plot[] plots = [await OverEntities(rows, rounds, tell, cancel), await OverEvents(rows, rounds, tell, cancel)];
        return new(
            "Growth, medians",
            rows,
            $"./nightingale bench growth --rounds {rounds} --plots docs",
            [
                "A journal on SQLite with that many entities of 2 events each is filled; then a node starts on it, some entities come back one after the other, and 32 clients send commands to them for 2 s.",
                "The second part recovers entities that have that many events, each alone; with snapshots (each 100 events, so none at 10), the last one is 50 events old.",
            ])
        {
            Plots = plots,
        };
    }

    private static async Task<Plot> OverEntities(List<ReportRow> rows, int rounds, Action<string> tell, CancellationToken cancel)
    {
        var (restart, recover, bare, commands) = (new Series("restart to first answer"), new Series("recover one"), new Series("read its rows bare"), new Series("persist: 1 / throughput"));
        foreach (var count in EntityCounts)
        {
            cancel.ThrowIfCancellationRequested();
            var at = await WithEntities(count, rounds);
            restart.Add(count, at.Restart.Median);
            recover.Add(count, at.Recover.Median);
            bare.Add(count, at.Bare.Median);
            commands.Add(count, at.Command.Median);
            tell($"{count:#,0} entities: restart {at.Restart.Median:0.0} ms, recover {at.Recover.Median:0.000} ms, bare {at.Bare.Median:0.000} ms, command {at.Command.Median:0.000} ms");
            rows.Add(ReportRow.Compare($"recover one of {count:#,0} entities with 2 events, against its rows", at.Recover, at.Bare));
            rows.Add(ReportRow.Plain("  restart until the first answer", at.Restart));
            rows.Add(ReportRow.Plain("  persist commands, 32 clients, 1 / throughput", at.Command));
        }

        return new("growth-entities", "Time against the number of entities in the journal", "entities", [restart, recover, bare, commands]);
    }

    private static async Task<Plot> OverEvents(List<ReportRow> rows, int rounds, Action<string> tell, CancellationToken cancel)
    {
        var (without, with, each) = (new Series("without snapshots"), new Series("with snapshots"), new Series("without, each event"));
        foreach (var count in EventCounts)
        {
            cancel.ThrowIfCancellationRequested();
            var (plain, snapshots) = (await WithEvents(count, rounds, snapshots: false), await WithEvents(count, rounds, snapshots: true));
            without.Add(count, plain.Median);
            with.Add(count, snapshots.Median);
            each.Add(count, plain.Median / count);
            tell($"{count:#,0} events: {plain.Median:0.00} ms without, {snapshots.Median:0.00} ms with snapshots");
            rows.Add(ReportRow.Compare($"recover an entity with {count:#,0} events, with a snapshot against without", snapshots, plain));
            rows.Add(ReportRow.Plain("  each event, without snapshots", 1000 * plain.Median / count, "µs"));
        }

        return new("growth-events", "Recovery of one entity against its number of events", "events", [without, with, each]);
    }

    private static async Task<(Samples Restart, Samples Recover, Samples Bare, Samples Command)> WithEntities(int count, int rounds)
    {
        using var scratch = new Scratch();
        var folder = scratch.Folder();
        await StoredTallies.Fill(folder, count, eventsEach: 2);
        var (restart, recover, bare, command) = (new Samples(), new Samples(), new Samples(), new Samples());
        for (var round = 0; round <= rounds; round++)
        {
            var numbers = Numbers(count, round);
            var rate = StoredTallies.ReadBare(folder, numbers);
            var began = TimeProvider.System.GetTimestamp();
            await using var node = await TallyNode.Start(folder);
            await node.Entities.Get($"{numbers[0]}");
            var first = TimeProvider.System.GetElapsedTime(began);
            began = TimeProvider.System.GetTimestamp();
            foreach (var number in numbers[1..]) await node.Entities.Get($"{number}");
            if (round == 0) continue; // It warms up.
            restart.Add(first);
            recover.Add(TimeProvider.System.GetElapsedTime(began) / (numbers.Length - 1));
            bare.Add(1000 / rate);
        }

        // Last, since commands add the events that the others are held against.
        await using var writer = await TallyNode.Start(folder);
        for (var round = 0; round <= rounds; round++)
        {
            var each = await Commands(writer, Numbers(count, round));
            if (round > 0) command.Add(each);
        }

        return (restart, recover, bare, command);
    }

    private static async Task<Samples> WithEvents(int count, int rounds, bool snapshots)
    {
        using var scratch = new Scratch();
        var folder = scratch.Folder();
        var entities = Math.Clamp(100_000 / count, 10, 200);
        await StoredTallies.Fill(folder, entities, count, snapshots: snapshots);
        var samples = new Samples();
        for (var round = 0; round <= rounds; round++)
        {
            await using var node = await TallyNode.Start(folder);
            for (var number = 0; number < entities; number++)
            {
                var began = TimeProvider.System.GetTimestamp();
                await node.Entities.Get($"{number}");
                if (round > 0) samples.Add(TimeProvider.System.GetElapsedTime(began));
            }
        }

        return samples;
    }

    private static async Task<TimeSpan> Commands(TallyNode node, int[] numbers)
    {
        const int Clients = 32;
        var sent = 0;
        var began = TimeProvider.System.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(client => Task.Run(async () =>
        {
            for (var next = client; TimeProvider.System.GetElapsedTime(began) < For; next += Clients)
            {
                await node.Add($"{numbers[next % numbers.Length]}");
                Interlocked.Increment(ref sent);
            }
        })));
        return TimeProvider.System.GetElapsedTime(began) / sent;
    }

    private static int[] Numbers(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, Math.Min(Sample, count)).Select(_ => random.Next(count)).Distinct()];
    }
}
