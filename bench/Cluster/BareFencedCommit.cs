using System.Threading.Channels;
using Nightingale.Actors.Journal;
using Nightingale.Actors.Sharding;
using Npgsql;
using NpgsqlTypes;

namespace Nightingale.Bench.Cluster;

/// <summary>
/// The raw limit of a journal on PostgreSQL: as many appending connections as the journal has, each of which takes what has queued, locks the leases of its
/// shards, inserts ready rows into the same table with one statement, and commits. It computes nothing: no actors, no rules, no codec, no hashes.
/// </summary>
internal sealed class BareFencedCommit : IAsyncDisposable
{
    private static readonly byte[] Payload = new byte[256];
    private static readonly byte[] Hash = new byte[32];

    private readonly Channel<(int Client, TaskCompletionSource Done)>[] _queues;
    private readonly Task _running;
    private readonly NpgsqlDataSource _database;
    private readonly bool _atOnce;
    private long _sequence;

    private BareFencedCommit(NpgsqlDataSource database, int writers, bool atOnce)
    {
        (_database, _atOnce) = (database, atOnce);
        _queues = [.. Enumerable.Range(0, writers).Select(_ => Channel.CreateUnbounded<(int, TaskCompletionSource)>(new() { SingleReader = true }))];
        _running = Task.WhenAll(_queues.Select(queue => Task.Run(() => Run(queue.Reader))));
    }

    /// <summary>Opens it on an empty database, with the journal's own tables, and leases that somebody holds.</summary>
    /// <param name="connection">The database.</param>
    /// <param name="atOnce">Whether it fences and stores in one round trip, as our journal does when it is busy, and not in two.</param>
    public static async Task<BareFencedCommit> Start(string connection, bool atOnce)
    {
        var database = NpgsqlDataSource.Create(connection);
        var options = new PostgresJournalOptions { Database = database };
        await (await PostgresJournal.Open(options)).DisposeAsync();
        await using var hold = database.CreateCommand("UPDATE lease SET epoch = 1");
        await hold.ExecuteNonQueryAsync();
        return new(database, options.Writers, atOnce);
    }

    /// <summary>Completes when the client's row is stored.</summary>
    public Task Append(int client)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _queues[client % _queues.Length].Writer.TryWrite((client, done));
        return done.Task;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var queue in _queues) queue.Writer.Complete();
        await _running;
        await _database.DisposeAsync();
    }

    private async Task Run(ChannelReader<(int Client, TaskCompletionSource Done)> queue)
    {
        var most = new PostgresJournalOptions { Database = _database }.MaxBatch;
        await using var connection = await _database.OpenConnectionAsync();
        var batch = new List<(int Client, TaskCompletionSource Done)>();
        while (await queue.WaitToReadAsync())
        {
            while (batch.Count < most && queue.TryRead(out var next)) batch.Add(next);
            if (!_atOnce) await Fence(connection, batch);
            await Store(connection, batch);
            foreach (var (_, done) in batch) done.SetResult();
            batch.Clear();
        }
    }

    private static async Task Fence(NpgsqlConnection connection, List<(int Client, TaskCompletionSource Done)> batch)
    {
        await using var fence = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new("BEGIN"),
                new("SELECT shard, epoch FROM lease WHERE shard = ANY ($1) ORDER BY shard FOR SHARE") { Parameters = { PostgresEvents.Array(NpgsqlDbType.Integer, batch.Select(one => one.Client % Shards.Count).Distinct()) } },
            },
        };
        await using var rows = await fence.ExecuteReaderAsync();
        while (await rows.ReadAsync())
            if (rows.GetInt64(1) != 1) throw new InvalidOperationException("The lease is lost.");
    }

    private async Task Store(NpgsqlConnection connection, List<(int Client, TaskCompletionSource Done)> batch)
    {
        var events = batch.Select(one => Row(one.Client, Interlocked.Increment(ref _sequence)));
        await using var store = new NpgsqlBatch(connection) { BatchCommands = { PostgresEvents.Insert([.. events]) } };
        store.BatchCommands.Add(_atOnce ? FencedConnection.Hold([.. batch.Select(one => one.Client % Shards.Count).Distinct()], _ => 1) : new("COMMIT"));
        await store.ExecuteNonQueryAsync();
    }

    private static StoredEvent Row(int client, long number) =>
        new($"tally/{client}", number, client % Shards.Count, number, 1, DateTimeOffset.UnixEpoch, "tally.added.v1", Payload, "user:bench", null, Hash, Hash);
}
