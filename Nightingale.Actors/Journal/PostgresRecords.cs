using System.Data;
using System.Runtime.CompilerServices;
using Npgsql;

namespace Nightingale.Actors.Journal;

/// <summary>Lays a database out as <see cref="JournalRecord"/>s.</summary>
internal static class PostgresRecords
{
    /// <summary>All records of one moment: what is appended, signed or removed while they are read is not among them.</summary>
    public static async IAsyncEnumerable<JournalRecord> Of(NpgsqlDataSource database, [EnumeratorCancellation] CancellationToken stop)
    {
        await using var connection = await Open(database, stop);
        await using var moment = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, stop);
        await foreach (var record in Of(connection, stop)) yield return record;
    }

    /// <summary>All records, as a connection sees them whose transaction is one moment.</summary>
    public static async IAsyncEnumerable<JournalRecord> Of(NpgsqlConnection connection, [EnumeratorCancellation] CancellationToken stop)
    {
        var checkpoints = new PostgresCheckpoints(connection);
        var reached = new Dictionary<int, long>();
        foreach (var key in await checkpoints.Keys(stop)) yield return new JournalRecord.OfKey(key);
        await foreach (var checkpoint in checkpoints.All(stop))
        {
            foreach (var (shard, head) in checkpoint.Heads.OrderBy(head => head.Key))
                await foreach (var record in UpTo(shard, head.Ordinal)) yield return record;
            yield return new JournalRecord.OfCheckpoint(checkpoint);
        }

        foreach (var shard in await checkpoints.Named(stop))
            await foreach (var record in UpTo(shard, long.MaxValue)) yield return record;

        // From below the first ordinal there can be, so that whatever was planted there is seen as well.
        IAsyncEnumerable<JournalRecord> UpTo(int shard, long ordinal)
        {
            var after = reached.GetValueOrDefault(shard, long.MinValue);
            reached[shard] = Math.Max(after, ordinal);
            return PostgresEvents.OfShard(sql => new(sql, connection), shard, after, ordinal, stop).Select(stored => new JournalRecord.OfEvent(stored));
        }
    }

    private static async Task<NpgsqlConnection> Open(NpgsqlDataSource database, CancellationToken stop)
    {
        try
        {
            return await database.OpenConnectionAsync(stop);
        }
        catch (NpgsqlException fault)
        {
            throw PostgresFaults.Reading(fault);
        }
    }
}
