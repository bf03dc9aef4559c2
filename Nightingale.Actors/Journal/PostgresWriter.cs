using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Nightingale.Actors.Journal;

/// <summary>
/// One appending connection: takes what has queued, and stores it in one commit, under the fence.
/// </summary>
internal sealed class PostgresWriter : IAsyncDisposable
{
    // Bounds the memory and the time of a commit of large events.
    private const long MostBytes = 8 * 1024 * 1024;

    private readonly Channel<Job> _jobs = Channel.CreateUnbounded<Job>(new() { SingleReader = true });
    private readonly PostgresJournalOptions _options;
    private readonly Action<IReadOnlyList<StoredEvent>> _publish;
    private readonly ILogger _log;
    private readonly Task _running;
    private readonly FencedStore _store;

    public PostgresWriter(PostgresJournalOptions options, Action<IReadOnlyList<StoredEvent>> publish, ILogger log)
    {
        (_options, _publish, _log) = (options, publish, log);
        _store = new(options);
        _running = Run();
    }

    /// <summary>Queues an append.</summary>
    public Task<IReadOnlyList<StoredEvent>> Append(AppendRequest request)
    {
        var append = new PendingAppend(request);
        if (!_jobs.Writer.TryWrite(new(append, null))) append.Refuse(new AppendFailedException("The journal is closed; nothing was written."));
        return append.Outcome;
    }

    /// <summary>Queues the removal of an entity's payloads up to a sequence number, which records it.</summary>
    public Task RemovePayloads(string persistenceId, int shard, long through)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!_jobs.Writer.TryWrite(new(null, Work))) done.SetException(new JournalUnavailableException("The journal is closed."));
        return done.Task;

        async Task Work()
        {
            try
            {
                await Remove(persistenceId, shard, through);
                done.SetResult();
            }
            catch (JournalException fault)
            {
                done.SetException(fault);
            }
        }
    }

    /// <summary>Finishes what is queued, and closes the connection.</summary>
    public async ValueTask DisposeAsync()
    {
        _jobs.Writer.TryComplete();
        await _running;
        await _store.Close();
    }

    private async Task Run()
    {
        await Task.Yield();
        var appends = new List<PendingAppend>(_options.MaxBatch);
        while (await _jobs.Reader.WaitToReadAsync())
        {
            Func<Task>? other = null;
            for (var bytes = 0L; appends.Count < _options.MaxBatch && bytes < MostBytes && other is null && _jobs.Reader.TryRead(out var job);)
                if (job.Append is { } append)
                {
                    appends.Add(append);
                    bytes += append.Bytes;
                }
                else
                    other = job.Work;
            if (appends.Count > 0) await Commit(appends);
            if (other is not null) await other();
            appends.Clear();
        }
    }

    /// <summary>Stores what the rules accept in one commit. If that fails, each request gets a commit of its own: one that does not fit harms no other.</summary>
    private async Task Commit(List<PendingAppend> batch)
    {
        var accepted = new List<(PendingAppend Append, IReadOnlyList<StoredEvent> Events)>(batch.Count);
        try
        {
            await _store.Append([.. batch.Select(append => append.Request)], Plan);
        }
        catch (JournalException fault)
        {
            JournalLog.CommitFailed(_log, batch.Count, fault);
            var open = batch.Where(append => !append.Outcome.IsCompleted).ToList();
            if (batch.Count > 1 && _store.IsOpen)
                foreach (var append in open) await Commit([append]);
            else
                foreach (var append in open) append.Refuse(fault);
            return;
        }

        foreach (var (append, events) in accepted)
        {
            _publish(events);
            append.Accept(events);
        }

        IReadOnlyList<StoredEvent> Plan(AppendPlan plan)
        {
            accepted.Clear();
            foreach (var append in batch.Where(append => !append.Outcome.IsCompleted))
                if (plan.Add(append, out var events) is { } refusal) append.Refuse(refusal);
                else accepted.Add((append, events));
            return [.. accepted.SelectMany(one => one.Events)];
        }
    }

    private async Task Remove(string persistenceId, int shard, long through)
    {
        IReadOnlyList<StoredEvent> stored = [];
        NpgsqlBatchCommand[] removal = [];
        await _store.InTransaction(
            [shard],
            [persistenceId, Retention.StreamOf(persistenceId)],
            plan =>
            {
                var (subject, stream) = (_store.Head(persistenceId), _store.Head(Retention.StreamOf(persistenceId)));
                var last = Math.Min(through, subject.SequenceNr);
                removal = [Update(persistenceId, last)];
                return plan.Add(Retention.Record(persistenceId, last, subject, stream, plan.Epoch(shard), _options.Time.GetUtcNow()), out stored) is { } refusal ? throw refusal : stored;
            },
            () => removal,
            onlyIf: (connection, cancel) => HasPayloads(connection, persistenceId, through, cancel));
        _publish(stored);
    }

    private static async Task<bool> HasPayloads(NpgsqlConnection connection, string persistenceId, long through, CancellationToken cancel)
    {
        await using var query = new NpgsqlCommand("SELECT EXISTS (SELECT FROM event WHERE persistence_id = $1 AND sequence_nr <= $2 AND length(payload) > 0)", connection)
        {
            Parameters = { new() { Value = persistenceId }, new() { Value = through } },
        };
        return (bool)(await query.ExecuteScalarAsync(cancel))!;
    }

    private static NpgsqlBatchCommand Update(string persistenceId, long through) => new(
        "UPDATE event SET payload = ''::bytea WHERE persistence_id = $1 AND sequence_nr <= $2 AND length(payload) > 0")
    {
        Parameters = { new() { Value = persistenceId }, new() { Value = through } },
    };

    private readonly record struct Job(PendingAppend? Append, Func<Task>? Work);
}
