using System.Text.Json;
using Microsoft.Data.Sqlite;
using Nightingale.Actors.Journal;
using Nightingale.Actors.Sharding;
using Nightingale.Bench.Engine;

namespace Nightingale.Bench.Recovery;

/// <summary>How fast entities come back from their events.</summary>
internal static class RecoveryBenchmark
{
    private const int Entities = 10_000;
    private const int EventsEach = 20;
    private const int AtOnce = 64;

    public static async Task<Report> Run(int rounds, Action<string> tell, CancellationToken cancel)
    {
        using var scratch = new Scratch();
        var folder = scratch.Folder();
        await Fill(folder);
        tell($"{Entities} entities with {EventsEach} events each are stored");

        var (ours, bare, restarts) = (new Samples(), new Samples(), new Samples());
        for (var round = 0; round <= rounds; round++)
        {
            cancel.ThrowIfCancellationRequested();
            var (first, rate) = await Recover(folder);
            var limit = ReadBare(folder);
            if (round == 0) continue; // It warms up.
            restarts.Add(first);
            ours.Add(rate);
            bare.Add(limit);
            tell($"round {round}: the first answer after {first.TotalMilliseconds:0} ms; {rate:#,0} entities a second against {limit:#,0}");
        }

        return new(
            "Recovery on SQLite, medians",
            [
                ReportRow.AtLeast($"entities recovered, {EventsEach} events each", ours, bare, 0.7, "/s"),
                ReportRow.Bound($"a restart with {Entities:#,0} entities, until one answers", restarts.Median, 1500),
            ],
            $"./nightingale bench recovery --rounds {rounds}",
            [
                $"Ours: the journal is opened, all shards are acquired, and every entity is asked for its state, {AtOnce} at a time: shard, actor, read, upcast, fold, answer.",
                "Against: the same rows read with one query an entity on one connection; nothing is decoded or folded.",
                "The restart is from opening the journal's file to the first answer of an entity. The files are in the page cache.",
            ]);
    }

    private static async Task Fill(string folder)
    {
        await using var journal = SqliteJournal.Open(new() { Folder = folder });
        var payload = JsonSerializer.SerializeToUtf8Bytes(new { at = TimeProvider.System.GetUtcNow(), note = Tally.Note });
        NewEvent[] events = [.. Enumerable.Repeat(new NewEvent(TimeProvider.System.GetUtcNow(), "tally.added.v1", payload), EventsEach)];
        foreach (var names in Enumerable.Range(0, Entities).Select(number => $"tally/{number}").Chunk(1000))
            await Task.WhenAll(names.Select(id => journal.Append(new(id, Shards.Of(id), journal.Epoch, 0, events, "user:bench", null, OwesWork: false))));
    }

    private static async Task<(TimeSpan First, double Rate)> Recover(string folder)
    {
        var began = TimeProvider.System.GetTimestamp();
        await using var node = await TallyNode.Start(folder);
        await node.Entities.Get("0");
        var first = TimeProvider.System.GetElapsedTime(began);
        began = TimeProvider.System.GetTimestamp();
        await Parallel.ForAsync(1, Entities, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (number, _) =>
        {
            var found = await node.Entities.Get($"{number}", CancellationToken.None);
            if (found.State.Sum != EventsEach) throw new InvalidOperationException($"Entity {number} has {found.State.Sum} events.");
        });
        return (first, (Entities - 1) / TimeProvider.System.GetElapsedTime(began).TotalSeconds);
    }

    private static double ReadBare(string folder)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(folder, "journal.db")};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using var query = connection.CreateCommand();
        query.CommandText = "SELECT * FROM event WHERE persistence_id = $id ORDER BY sequence_nr";
        var id = query.Parameters.AddWithValue("$id", "");
        query.Prepare();
        var began = TimeProvider.System.GetTimestamp();
        var values = new object[12];
        for (var number = 0; number < Entities; number++)
        {
            id.Value = $"tally/{number}";
            using var rows = query.ExecuteReader();
            while (rows.Read()) rows.GetValues(values);
        }

        return Entities / TimeProvider.System.GetElapsedTime(began).TotalSeconds;
    }
}
