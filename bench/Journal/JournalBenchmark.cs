using Nightingale.Actors.Journal;
using Nightingale.Bench.Engine;
using Nightingale.Bench.Recovery;

namespace Nightingale.Bench.Journal;

/// <summary>Persisted commands a second, through everything that a command passes.</summary>
internal static class JournalBenchmark
{
    private const int Verified = 1_000_000;
    private const int EventsEach = 100;

    private static readonly TimeSpan For = TimeSpan.FromSeconds(3);

    public static async Task<Report> Run(int rounds, Action<string> tell, CancellationToken cancel)
    {
        var rows = new List<ReportRow>();
        foreach (var clients in (int[])[1, 32, 256])
        {
            var (ours, bare, late, bareLate) = (new Samples(), new Samples(), new Samples(), new Samples());
            for (var round = 0; round <= rounds; round++)
            {
                using var scratch = new Scratch();
                await using (var node = await TallyNode.Start(scratch.Folder()))
                    Take(await Clients.Measure(clients, client => node.Add($"{client}"), For, cancel), ours, late, round);
                await using (var limit = new BareGroupCommit(scratch.Folder()))
                    Take(await Clients.Measure(clients, limit.Append, For, cancel), bare, bareLate, round);
            }

            tell($"{clients} clients: {ours.Median:#,0} against {bare.Median:#,0} a second");
            rows.Add(ReportRow.AtLeast($"persisted commands, {clients} {(clients == 1 ? "client" : "clients")}", ours, bare, 0.8, "/s"));
            rows.Add(ReportRow.AtMost($"  their p99", late, bareLate, 1.5));
        }

        var verification = await Verify(cancel);
        tell($"{Verified:#,0} events verified in {verification.TotalMilliseconds:#,0} ms");
        rows.Add(ReportRow.Bound($"verification of {Verified:#,0} events", verification.TotalMilliseconds, 10_000));
        return new(
            "The journal on SQLite (WAL, synchronous=FULL), medians",
            rows,
            $"./nightingale bench journal --rounds {rounds}",
            [
                "Ours: commands of about 256 bytes through mailbox, decider, codec, hash chain, group commit, evolve and answer; each client its own entity, one command at a time.",
                "Against: one thread that inserts ready rows of 256 bytes into the same table with the same settings, and commits what has queued; no actors, no rules, no codec, no hashes.",
                "The verification reads the files of a stopped node, as 'nightingale journal verify' does: every payload, hash, number and checkpoint. Once, after the rest.",
                $"Each turn takes {For.TotalSeconds:0} s on a fresh file on the same file system; the first round warms up.",
            ]);
    }

    private static async Task<TimeSpan> Verify(CancellationToken cancel)
    {
        using var scratch = new Scratch();
        var folder = scratch.Folder();
        await StoredTallies.Fill(folder, Verified / EventsEach, EventsEach);
        var began = TimeProvider.System.GetTimestamp();
        await using var journal = SqliteJournal.OpenReadOnly(folder);
        var found = await JournalVerifier.Verify(journal.Records(cancel), stop: cancel);
        var took = TimeProvider.System.GetElapsedTime(began);
        return found is { Holds: true, Events: Verified } ? took : throw new InvalidOperationException($"The verification found {found}.");
    }

    private static void Take((double Rate, double P99) measured, Samples rates, Samples late, int round)
    {
        if (round == 0) return;
        rates.Add(measured.Rate);
        late.Add(measured.P99);
    }
}
