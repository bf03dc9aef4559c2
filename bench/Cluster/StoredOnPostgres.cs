using System.Text.Json;
using Nightingale.Actors.Journal;
using Nightingale.Actors.Sharding;
using Nightingale.Bench.Engine;
using Npgsql;

namespace Nightingale.Bench.Cluster;

/// <summary>A cluster's journal full of tallies that owe work, and that nobody had to wait for.</summary>
internal static class StoredOnPostgres
{
    /// <summary>Stores entities named by their numbers, with so many events each.</summary>
    public static async Task Fill(string connection, int entities, int eventsEach)
    {
        await using var database = NpgsqlDataSource.Create(connection);
        await using var journal = await PostgresJournal.Open(new() { Database = database });
        await using (var hold = database.CreateCommand("UPDATE lease SET epoch = 1")) await hold.ExecuteNonQueryAsync();
        var now = TimeProvider.System.GetUtcNow();
        var stored = new NewEvent(now, "tally.added.v1", JsonSerializer.SerializeToUtf8Bytes(new { at = now, note = Tally.Note, owes = true }));
        foreach (var numbers in Enumerable.Range(0, entities).Chunk(1000))
            await Task.WhenAll(numbers.Select(number => Append(journal, $"tally/{number}", [.. Enumerable.Repeat(stored, eventsEach)])));
        await using var analyze = database.CreateCommand("ANALYZE");
        await analyze.ExecuteNonQueryAsync();
    }

    private static async Task Append(PostgresJournal journal, string id, IReadOnlyList<NewEvent> events) =>
        await journal.Append(new(id, Shards.Of(id), 1, 0, events, "user:bench", null, OwesWork: true));
}
