using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using Nightingale.Actors.Journal;

namespace Nightingale.Bench.Journal;

/// <summary>
/// The raw limit of an embedded journal: one thread, one SQLite connection with the journal's own settings and the same table of events, one prepared insert a request,
/// and whatever queued meanwhile shares the next commit. It computes nothing: no actors, no rules, no codec, no hashes.
/// </summary>
internal sealed class BareGroupCommit : IAsyncDisposable
{
    private const int MaxBatch = 256;

    private readonly BlockingCollection<(int Client, TaskCompletionSource Done)> _queue = [];
    private readonly SqliteConnection _connection;
    private readonly TaskCompletionSource _ended = new();
    private readonly byte[] _payload = new byte[256];
    private readonly byte[] _hash = new byte[32];
    private long _sequence;

    public BareGroupCommit(string folder)
    {
        _connection = new($"Data Source={Path.Combine(folder, "bare.db")};Pooling=False");
        _connection.Open();
        SqliteDatabase.Exclude(_connection);
        SqliteDatabase.Settle(_connection);
        Statement.Run(_connection, """
            CREATE TABLE event (
                persistence_id TEXT NOT NULL, sequence_nr INTEGER NOT NULL, shard INTEGER NOT NULL, ordinal INTEGER NOT NULL, epoch INTEGER NOT NULL,
                at INTEGER NOT NULL, manifest TEXT NOT NULL, payload BLOB NOT NULL, principal TEXT NOT NULL, command_key TEXT, payload_hash BLOB NOT NULL,
                hash BLOB NOT NULL, UNIQUE (persistence_id, sequence_nr), UNIQUE (shard, ordinal))
            """);
        new Thread(Run) { IsBackground = true }.Start();
    }

    /// <summary>Completes when the client's row is on the disk.</summary>
    public Task Append(int client)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _queue.Add((client, done));
        return done.Task;
    }

    public async ValueTask DisposeAsync()
    {
        _queue.CompleteAdding();
        await _ended.Task;
        await _connection.DisposeAsync();
        _queue.Dispose();
    }

    private void Run()
    {
        using var begin = new Statement(_connection, "BEGIN IMMEDIATE");
        using var commit = new Statement(_connection, "COMMIT");
        using var insert = new Statement(_connection, "INSERT INTO event VALUES ($1, $2, $3, $2, 1, 0, 'tally.added.v1', $4, 'user:bench', NULL, $5, $5)");
        var batch = new List<(int Client, TaskCompletionSource Done)>();
        foreach (var first in _queue.GetConsumingEnumerable())
        {
            batch.Add(first);
            while (batch.Count < MaxBatch && _queue.TryTake(out var next)) batch.Add(next);
            begin.Execute();
            foreach (var (client, _) in batch) insert.Execute($"tally/{client}", ++_sequence, client % 256, _payload, _hash);
            commit.Execute();
            foreach (var (_, done) in batch) done.SetResult();
            batch.Clear();
        }

        _ended.SetResult();
    }
}
