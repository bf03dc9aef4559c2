using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Nightingale.Actors.Journal;

/// <summary>
/// The journal of many nodes, in PostgreSQL. A node may append to the shards whose leases it holds: every append carries the lease's epoch, and is
/// refused under any other.
/// </summary>
public sealed class PostgresJournal : IJournal
{
    private const int PageRows = 1024;

    private readonly ILogger _log;
    private readonly Subscribers _subscribers;
    private readonly PostgresJournalOptions _options;
    private readonly NpgsqlDataSource _database;
    private readonly PostgresWriter[] _writers;
    private readonly PostgresNews? _news;
    private readonly PostgresSigner? _signer;

    private PostgresJournal(PostgresJournalOptions options, PostgresSigner? signer)
    {
        _signer = signer;
        _log = options.Logs.CreateLogger<PostgresJournal>();
        _subscribers = new(_log);
        (_options, _database) = (options, options.Database);
        _news = new(options, _subscribers, _log);
        _writers = [.. Enumerable.Range(0, options.Writers).Select(_ => new PostgresWriter(options, Publish, _log))];
    }

    private PostgresJournal(NpgsqlDataSource database) =>
        (_log, _subscribers, _options, _database, _writers) = (NullLogger.Instance, new(NullLogger.Instance), new() { Database = database }, database, []);

    /// <summary>Brings the database to the newest schema, and opens the journal.</summary>
    /// <exception cref="JournalUnavailableException">The database cannot be reached, is of a newer version, or is signed with another key.</exception>
    public static async Task<PostgresJournal> Open(PostgresJournalOptions options, CancellationToken cancel = default)
    {
        if (options.Problems().ToList() is { Count: > 0 } problems) throw new ArgumentException(string.Join(' ', problems), nameof(options));
        try
        {
            await (await PostgresMigrations.Embedded(cancel)).Apply(options.Database, cancel);
            var signer = options.KeysFolder is { } folder ? await PostgresSigner.Start(options, folder, options.Logs.CreateLogger<PostgresJournal>(), cancel) : null;
            return new(options, signer);
        }
        catch (NpgsqlException fault)
        {
            throw new JournalUnavailableException("The journal's database cannot be opened. Check its address, and that this user may create tables there.", fault);
        }
    }

    /// <summary>Opens the journal for reading, beside the nodes that write it. It changes nothing, so a user who may only read will do.</summary>
    /// <exception cref="JournalUnavailableException">The database cannot be read, or has no journal that this version can read.</exception>
    public static async Task<PostgresJournal> OpenReadOnly(NpgsqlDataSource database, CancellationToken cancel = default)
    {
        try
        {
            await (await PostgresMigrations.Embedded(cancel)).Check(database, cancel);
            return new(database);
        }
        catch (NpgsqlException fault)
        {
            throw new JournalUnavailableException("The journal's database cannot be read. Check its address, and that this user may read its tables.", fault);
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredEvent>> Append(AppendRequest request) => Writer(request.Shard).Append(request);

    /// <inheritdoc/>
    public IAsyncEnumerable<StoredEvent> Read(string persistenceId, long from = 1, long to = long.MaxValue, CancellationToken stop = default) =>
        Read(persistenceId, from, to, guard: null, stop);

    /// <inheritdoc/>
    public IAsyncEnumerable<StoredEvent> ReadShard(int shard, long afterOrdinal, CancellationToken stop = default) =>
        PostgresEvents.OfShard(_database, shard, afterOrdinal, long.MaxValue, stop);

    /// <summary>The whole journal up to now, in the order in which it is exported and verified.</summary>
    public IAsyncEnumerable<JournalRecord> Records(CancellationToken stop = default) => PostgresRecords.Of(_database, stop);

    /// <inheritdoc/>
    public async Task<IReadOnlyDictionary<int, long>> Heads(CancellationToken stop = default) => (await Query(
        "SELECT shard, (SELECT max(ordinal) FROM event WHERE event.shard = lease.shard) AS last FROM lease",
        rows => (Shard: rows.GetInt32(0), Last: rows.IsDBNull(1) ? 0 : rows.GetInt64(1)),
        stop)).Where(head => head.Last > 0).ToDictionary(head => head.Shard, head => head.Last);

    /// <inheritdoc/>
    public async Task<long> HighestSequenceNr(string persistenceId, CancellationToken stop = default) =>
        (await Query("SELECT coalesce(max(sequence_nr), 0) FROM event WHERE persistence_id = $1", rows => rows.GetInt64(0), stop, persistenceId))[0];

    /// <inheritdoc/>
    public async IAsyncEnumerable<(string PersistenceId, long Version)> Entities(string prefix, [EnumeratorCancellation] CancellationToken stop = default)
    {
        for (List<(string PersistenceId, long Version)>? page = null; page is not { Count: 0 };)
        {
            page = await Query(
                $"""
                SELECT persistence_id, (SELECT max(sequence_nr) FROM event WHERE event.persistence_id = entity.persistence_id)
                FROM entity WHERE starts_with(persistence_id, $1) AND persistence_id >= $1 AND persistence_id > $2 ORDER BY persistence_id LIMIT {PageRows}
                """,
                rows => (rows.GetString(0), rows.GetInt64(1)),
                stop,
                prefix,
                page?[^1].PersistenceId ?? "");
            foreach (var entity in page) yield return entity;
        }
    }

    /// <inheritdoc/>
    public async Task DeleteTo(string persistenceId, long sequenceNr, CancellationToken stop = default)
    {
        var shard = await Query("SELECT shard FROM entity WHERE persistence_id = $1", rows => rows.GetInt32(0), stop, persistenceId);
        if (shard.Count > 0) await Writer(shard[0]).RemovePayloads(persistenceId, shard[0], sequenceNr);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> Remembered(int shard, CancellationToken stop = default) =>
        await Query("SELECT persistence_id FROM entity WHERE shard = $1 AND owes_work", rows => rows.GetString(0), stop, shard);

    /// <inheritdoc/>
    public async Task SaveSnapshot(Snapshot snapshot)
    {
        try
        {
            await using var command = _database.CreateCommand(
                """
                INSERT INTO snapshot (persistence_id, sequence_nr, manifest, payload, checksum) VALUES ($1, $2, $3, $4, $5)
                ON CONFLICT (persistence_id) DO UPDATE SET
                    sequence_nr = excluded.sequence_nr, manifest = excluded.manifest, payload = excluded.payload, checksum = excluded.checksum
                WHERE excluded.sequence_nr >= snapshot.sequence_nr
                """);
            object[] values = [snapshot.PersistenceId, snapshot.SequenceNr, snapshot.Manifest, snapshot.Payload, HashChain.Checksum(snapshot)];
            foreach (var value in values) command.Parameters.Add(new() { Value = value });
            await command.ExecuteNonQueryAsync();
        }
        catch (NpgsqlException fault)
        {
            throw PostgresFaults.BeforeCommit(fault);
        }
    }

    /// <inheritdoc/>
    public async Task<Snapshot?> LoadSnapshot(string persistenceId, CancellationToken stop = default)
    {
        var found = await Query(
            "SELECT sequence_nr, manifest, payload, checksum FROM snapshot WHERE persistence_id = $1",
            rows => (Snapshot: new Snapshot(persistenceId, rows.GetInt64(0), rows.GetString(1), rows.GetFieldValue<byte[]>(2)), Checksum: rows.GetFieldValue<byte[]>(3)),
            stop,
            persistenceId);
        if (found is not [var (snapshot, checksum)]) return null;
        if (HashChain.Checksum(snapshot).AsSpan().SequenceEqual(checksum)) return snapshot;
        JournalLog.SnapshotCorrupt(_log, persistenceId);
        return null;
    }

    /// <inheritdoc/>
    public async Task<Recovery> Recover(string persistenceId, string snapshotManifest, CancellationToken stop = default)
    {
        var (snapshot, checksum, events, complete) = await PostgresRecovery.Load(_options, persistenceId, snapshotManifest, stop);
        if (snapshot is not null && !HashChain.Checksum(snapshot).AsSpan().SequenceEqual(checksum))
        {
            JournalLog.SnapshotCorrupt(_log, persistenceId);
            return new(null, [], Read(persistenceId, stop: stop).Select(ReplayedEvent.Of));
        }

        var guard = new StreamGuard(persistenceId, (snapshot?.SequenceNr ?? 0) + 1);
        foreach (var replayed in events) guard.Pass(replayed.SequenceNr, replayed.Epoch);
        return new(snapshot, events, complete ? null : Read(persistenceId, events[^1].SequenceNr + 1, long.MaxValue, guard, stop).Select(ReplayedEvent.Of));
    }

    /// <inheritdoc/>
    public IDisposable Subscribe(Action<IReadOnlyList<StoredEvent>> committed) => _subscribers.Add(committed);

    /// <summary>Signs a checkpoint over the shards of all nodes now; null if nothing was appended since the last, or this process signs none.</summary>
    public Task<Checkpoint?> WriteCheckpoint() => _signer?.Sign() ?? Task.FromResult<Checkpoint?>(null);

    /// <summary>
    /// Signs a checkpoint of this moment, also if nothing was appended since the last: an export that ends in it shows up to when it is whole. A failure is
    /// logged, and the next checkpoint makes up for it.
    /// </summary>
    public async Task SignNow()
    {
        try
        {
            if (_signer is not null) await _signer.Sign(evenIfNoneMoved: true);
        }
        catch (JournalException fault)
        {
            JournalLog.CheckpointFailed(_log, fault);
        }
    }

    /// <summary>Finishes what is queued, signs a last checkpoint, and closes the connections. The data source is its maker's.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var writer in _writers) await writer.DisposeAsync();
        if (_signer is not null) await _signer.DisposeAsync();
        if (_news is not null) await _news.DisposeAsync();
    }

    private async IAsyncEnumerable<StoredEvent> Read(string persistenceId, long from, long to, StreamGuard? guard, [EnumeratorCancellation] CancellationToken stop)
    {
        guard ??= new(persistenceId, from);
        await foreach (var stored in PostgresEvents.OfEntity(_database, persistenceId, Math.Max(1, from) - 1, to, stop)) yield return guard.Pass(stored);
    }

    private void Publish(IReadOnlyList<StoredEvent> events)
    {
        _subscribers.Publish(events);
        _news?.Announce(events);
    }

    // A shard that there is not is refused by the rules, whichever writer asks them.
    private PostgresWriter Writer(int shard) =>
        _writers is [] ? throw new JournalUnavailableException("The journal was opened for reading only.") : _writers[(int)((uint)shard % (uint)_writers.Length)];

    private async Task<List<T>> Query<T>(string sql, Func<NpgsqlDataReader, T> row, CancellationToken stop, params IReadOnlyList<object> values)
    {
        try
        {
            await using var query = _database.CreateCommand(sql);
            foreach (var value in values) query.Parameters.Add(new() { Value = value });
            await using var rows = await query.ExecuteReaderAsync(stop);
            var all = new List<T>();
            while (await rows.ReadAsync(stop)) all.Add(row(rows));
            return all;
        }
        catch (NpgsqlException fault)
        {
            throw PostgresFaults.Reading(fault);
        }
    }
}
