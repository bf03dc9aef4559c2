using System.Text.Json;
using Microsoft.Data.Sqlite;
using Nightingale.Actors.Journal;
using Nightingale.Actors.Sharding;
using Nightingale.Bench.Engine;

namespace Nightingale.Bench.Recovery;

/// <summary>Journals full of tallies that nobody had to wait for.</summary>
internal static class StoredTallies
{
    private const int EventsAtOnce = 100;

    /// <summary>Stores entities with so many events each; the first of them owe work, which the journal remembers or not.</summary>
    public static async Task Fill(string folder, int entities, int eventsEach, int owing = 0, bool remembered = true, bool snapshots = false)
    {
        await using var journal = SqliteJournal.Open(new() { Folder = folder });
        var (plain, owes) = (Event(owes: false), Event(owes: true));
        foreach (var numbers in Enumerable.Range(0, entities).Chunk(1000))
            await Task.WhenAll(numbers.Select(number => Fill(journal, $"tally/{number}", number < owing ? owes : plain, eventsEach, remembered && number < owing, snapshots)));
    }

    /// <summary>Reads the rows of these entities with one query each, under the journal's own settings; entities a second.</summary>
    public static double ReadBare(string folder, IEnumerable<int> entities)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(folder, "journal.db")};Mode=ReadWrite;Pooling=False");
        connection.Open();
        SqliteDatabase.Exclude(connection);
        SqliteDatabase.Settle(connection);
        using var query = new Statement(
            connection,
            "SELECT persistence_id, sequence_nr, shard, ordinal, epoch, at, manifest, payload, principal, command_key, payload_hash, hash FROM event WHERE persistence_id = $1 ORDER BY sequence_nr");
        var began = TimeProvider.System.GetTimestamp();
        var count = 0;
        foreach (var number in entities)
        {
            using var rows = query.Query($"tally/{number}");
            while (rows.Read()) Take(rows);
            count++;
        }

        return count / TimeProvider.System.GetElapsedTime(began).TotalSeconds;
    }

    private static void Take(SqliteRows row)
    {
        foreach (var text in (ReadOnlySpan<int>)[0, 6, 8, 9]) _ = row.Text(text);
        foreach (var number in (ReadOnlySpan<int>)[1, 2, 3, 4, 5]) _ = row.Long(number);
        foreach (var blob in (ReadOnlySpan<int>)[7, 10, 11]) _ = row.Bytes(blob);
    }

    private static async Task Fill(SqliteJournal journal, string id, NewEvent stored, int events, bool remembered, bool snapshots)
    {
        for (var done = 0; done < events; done += EventsAtOnce)
            await journal.Append(new(id, Shards.Of(id), journal.Epoch, done, [.. Enumerable.Repeat(stored, Math.Min(EventsAtOnce, events - done))], "user:bench", null, remembered));
        if (snapshots && events >= EventsAtOnce) await journal.SaveSnapshot(Tally.Snapshots.Encode(id, events - (EventsAtOnce / 2), new(new(events - (EventsAtOnce / 2), Owes: false), [])));
    }

    private static NewEvent Event(bool owes)
    {
        var now = TimeProvider.System.GetUtcNow();
        return new(now, "tally.added.v1", JsonSerializer.SerializeToUtf8Bytes(new { at = now, note = Tally.Note, owes }));
    }
}
