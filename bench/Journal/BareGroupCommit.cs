using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace Nightingale.Bench.Journal;

/// <summary>
/// The raw limit of an embedded journal: one thread, one SQLite connection with the same settings, one insert a request, and whatever queued meanwhile
/// shares the next commit. No hashes, no entities, no actors.
/// </summary>
internal sealed class BareGroupCommit : IAsyncDisposable
{
    private const int MaxBatch = 256;

    private readonly BlockingCollection<TaskCompletionSource> _queue = [];
    private readonly SqliteConnection _connection;
    private readonly TaskCompletionSource _ended = new();
    private readonly byte[] _payload = new byte[256];
    private long _sequence;

    public BareGroupCommit(string folder)
    {
        _connection = new($"Data Source={Path.Combine(folder, "bare.db")};Pooling=False");
        _connection.Open();
        Execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE event (id TEXT NOT NULL, sequence INTEGER NOT NULL, payload BLOB NOT NULL, PRIMARY KEY (id, sequence)) WITHOUT ROWID");
        new Thread(Run) { IsBackground = true }.Start();
    }

    /// <summary>Completes when the row is on the disk.</summary>
    public Task Append()
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _queue.Add(done);
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
        using var insert = _connection.CreateCommand();
        insert.CommandText = "INSERT INTO event VALUES ($1, $2, $3)";
        insert.Parameters.AddWithValue("$1", "tally/1");
        var sequence = insert.Parameters.AddWithValue("$2", 0L);
        insert.Parameters.AddWithValue("$3", _payload);
        insert.Prepare();
        var batch = new List<TaskCompletionSource>();
        foreach (var first in _queue.GetConsumingEnumerable())
        {
            for (var next = first; next is not null; next = batch.Count < MaxBatch && _queue.TryTake(out var more) ? more : null) batch.Add(next);
            Execute("BEGIN IMMEDIATE");
            foreach (var _ in batch)
            {
                sequence.Value = ++_sequence;
                insert.ExecuteNonQuery();
            }

            Execute("COMMIT");
            foreach (var done in batch) done.SetResult();
            batch.Clear();
        }

        _ended.SetResult();
    }

    private void Execute(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
