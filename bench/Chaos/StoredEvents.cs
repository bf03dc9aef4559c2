using Nightingale.Actors.Journal;
using Nightingale.Bench.Chaos.Checking;
using Nightingale.Bench.Chaos.Load;
using Nightingale.Bench.Chaos.Machines;

namespace Nightingale.Bench.Chaos;

/// <summary>Reads from the database what is stored, past every node.</summary>
internal static class StoredEvents
{
    /// <summary>The events of the load's accounts, in their order.</summary>
    public static async Task<IReadOnlyList<Stored>> OfAccounts(Database database, CancellationToken cancel)
    {
        await using var query = database.Outside.CreateCommand("SELECT persistence_id, sequence_nr, manifest, command_key FROM event WHERE persistence_id LIKE 'account/chaos-%' ORDER BY persistence_id, sequence_nr, epoch, ordinal");
        await using var rows = await query.ExecuteReaderAsync(cancel);
        var stored = new List<Stored>();
        while (await rows.ReadAsync(cancel))
            stored.Add(new(
                GrantLoad.AccountOf(rows.GetString(0))!,
                rows.GetInt64(1),
                rows.GetString(2).StartsWith("account.credit-granted", StringComparison.Ordinal),
                await rows.IsDBNullAsync(3, cancel) ? null : ClientsKey(rows.GetString(3))));
        return stored;
    }

    /// <summary>What a verification of the whole journal finds: gaps, broken chains, epochs that fall.</summary>
    public static async Task<IReadOnlyList<Finding>> Problems(Database database, CancellationToken cancel)
    {
        await using var journal = await PostgresJournal.Open(new() { Database = database.Outside }, cancel);
        var verified = await JournalVerifier.Verify(Records(), stop: cancel);
        return [.. verified.Problems.Select(problem => new Finding(FindingKind.Journal, $"{problem}"))];

        async IAsyncEnumerable<JournalRecord> Records()
        {
            foreach (var shard in (await journal.Heads(cancel)).Keys.Order())
                await foreach (var stored in journal.ReadShard(shard, afterOrdinal: long.MinValue, cancel)) yield return new JournalRecord.OfEvent(stored);
        }
    }

    // A fingerprint, a space, and the principal before the client's own.
    private static string ClientsKey(string stored) => stored[(stored.LastIndexOf('/') + 1)..];
}
