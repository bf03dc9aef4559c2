using System.Runtime.CompilerServices;

using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Nightingale.Actors.Journal;

/// <summary>
/// The journal of one machine, in a SQLite file. Every append is on the disk before it is acknowledged (write-ahead log, <c>synchronous=FULL</c>).
/// </summary>
public sealed class SqliteJournal : IJournal
{
    private const string ReadOnly = "The journal was opened for reading only.";

    private readonly ILogger _log;
    private readonly Subscribers _subscribers;
    private readonly SqliteStore _store;
    private readonly SqliteWriter? _writer;
    private readonly JournalThread _thread;
    private readonly ITimer? _checkpoints;
    private readonly SqliteFiles? _files;

    private SqliteJournal(SqliteJournalOptions options)
    {
        _log = options.Logs.CreateLogger<SqliteJournal>();
        _subscribers = new(_log);
        _store = SqliteDatabase.Open(options.Folder, Migrations.Embedded);
        try
        {
            _writer = new(_store, CheckpointKeys.Load(options.Folder), options.Time, _subscribers, _log);
        }
        catch
        {
            _store.Dispose();
            throw;
        }

        _thread = new(_writer.Commit, SignWhatMoved, options.MaxBatch);
        _checkpoints = options.Time.CreateTimer(_ => _thread.Post(SignWhatMoved), null, options.CheckpointEvery, options.CheckpointEvery);
        JournalLog.Opened(_log, Epoch);

        void SignWhatMoved() => _writer.TryWriteCheckpoint();
    }

    private SqliteJournal(SqliteFiles files)
    {
        _log = NullLogger.Instance;
        _subscribers = new(_log);
        _files = files;
        _store = files.Store;
        _thread = new(Refuse, () => { }, maxBatch: 1);

        static void Refuse(IReadOnlyList<PendingAppend> batch)
        {
            foreach (var append in batch) append.Refuse(new AppendFailedException(ReadOnly));
        }
    }

    /// <summary>The epoch of this opening: what appends must carry. Each opening for writing raises it; reading has none, which is 0.</summary>
    public long Epoch => _writer?.Epoch ?? 0;

    /// <summary>
    /// Opens the journal in a data folder for writing, and creates it if there is none. Hold the folder's <see cref="DataFolderLock"/> first.
    /// </summary>
    /// <exception cref="JournalUnavailableException">In use, of a newer version, not a journal, or not readable.</exception>
    /// <exception cref="DamagedJournalException">Events that a checkpoint was signed over are missing.</exception>
    public static SqliteJournal Open(SqliteJournalOptions options)
    {
        if (options.Problems().ToList() is { Count: > 0 } problems) throw new ArgumentException(string.Join(' ', problems), nameof(options));
        return SqliteDatabase.Guarded(() => new SqliteJournal(options)).Started();
    }

    /// <summary>
    /// Opens the files of a stopped node for reading, and keeps nodes out meanwhile. It creates, changes and recovers nothing in the folder: what an
    /// unclean stop left in SQLite's write-ahead log is read from a private copy.
    /// </summary>
    /// <exception cref="JournalUnavailableException">A node runs on the folder, or there is no journal that this version can read.</exception>
    public static SqliteJournal OpenReadOnly(string folder) => new SqliteJournal(SqliteFiles.Open(folder)).Started();

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredEvent>> Append(AppendRequest request) => _thread.Append(request);

    /// <inheritdoc/>
    public IAsyncEnumerable<StoredEvent> Read(string persistenceId, long from = 1, long to = long.MaxValue, CancellationToken stop = default) =>
        Read(persistenceId, from, to, guard: null, stop);

    /// <inheritdoc/>
    public IAsyncEnumerable<StoredEvent> ReadShard(int shard, long afterOrdinal, CancellationToken stop = default) =>
        _thread.Stream(() => _store.Events.OfShard(shard, afterOrdinal), Size, stop);

    /// <summary>The whole journal up to now, in the order in which it is exported and verified.</summary>
    public IAsyncEnumerable<JournalRecord> Records(CancellationToken stop = default) =>
        _thread.Stream(() => SqliteRecords.Of(_store), record => record is JournalRecord.OfEvent stored ? Size(stored.Event) : 0, stop);

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<int, long>> Heads(CancellationToken stop = default) =>
        _thread.Ask<IReadOnlyDictionary<int, long>>(() => _store.Events.Shards().ToDictionary(shard => shard, _store.Events.LastOrdinal), stop);

    /// <inheritdoc/>
    public Task<long> HighestSequenceNr(string persistenceId, CancellationToken stop = default) =>
        _thread.Ask(() => _store.Entities.Highest(persistenceId), stop);

    /// <inheritdoc/>
    public IAsyncEnumerable<(string PersistenceId, long Version)> Entities(string prefix, CancellationToken stop = default) =>
        _thread.Stream(() => _store.Entities.All(prefix), _ => 0, stop);

    /// <inheritdoc/>
    public Task DeleteTo(string persistenceId, long sequenceNr, CancellationToken stop = default) =>
        Write(writer => writer.RemovePayloads(persistenceId, sequenceNr), stop);

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> Remembered(int shard, CancellationToken stop = default) =>
        _thread.Ask(() => _store.Entities.Remembered(shard), stop);

    /// <inheritdoc/>
    public Task SaveSnapshot(Snapshot snapshot) => Write(writer => writer.Save(snapshot));

    /// <inheritdoc/>
    public async Task<Snapshot?> LoadSnapshot(string persistenceId, CancellationToken stop = default)
    {
        if (await _thread.Ask(() => _store.Entities.Load(persistenceId), stop) is not { } loaded) return null;
        if (!loaded.Holds) JournalLog.SnapshotCorrupt(_log, persistenceId);
        return loaded.Holds ? loaded.Snapshot : null;
    }

    /// <inheritdoc/>
    public async Task<Recovery> Recover(string persistenceId, string snapshotManifest, CancellationToken stop = default)
    {
        var (loaded, snapshot, events, complete) = await _thread.Ask(Load, stop);
        if (loaded is { Holds: false }) JournalLog.SnapshotCorrupt(_log, persistenceId);
        var guard = new StreamGuard(persistenceId, (snapshot?.SequenceNr ?? 0) + 1);
        foreach (var replayed in events) guard.Pass(replayed.SequenceNr, replayed.Epoch);
        return new(snapshot, events, complete ? null : Read(persistenceId, events[^1].SequenceNr + 1, long.MaxValue, guard, stop).Select(ReplayedEvent.Of));

        ((Snapshot Snapshot, bool Holds)? Loaded, Snapshot? Usable, List<ReplayedEvent> Events, bool Complete) Load()
        {
            var found = _store.Entities.Load(persistenceId);
            var usable = found is { Holds: true, Snapshot: var known } && known.Manifest == snapshotManifest ? known : null;
            var (first, whole) = _store.Events.FirstOf(persistenceId, usable?.SequenceNr ?? 0);
            return (found, usable, first, whole);
        }
    }

    /// <inheritdoc/>
    public IDisposable Subscribe(Action<IReadOnlyList<StoredEvent>> committed) => _subscribers.Add(committed);

    /// <summary>Signs a checkpoint now; null if nothing was appended since the last.</summary>
    public Task<Checkpoint?> WriteCheckpoint() => Write(writer => writer.WriteCheckpoint());

    /// <summary>
    /// Signs a checkpoint of this moment, also if nothing was appended since the last: an export that ends in it shows up to when it is whole. A failure is
    /// logged, and the next checkpoint makes up for it.
    /// </summary>
    public Task SignNow() => Write(writer => writer.TryWriteCheckpoint(evenIfNoneMoved: true));

    /// <summary>Replaces the key that signs checkpoints. The old key endorses the new one, so whoever trusts it goes on verifying; its private half is gone.</summary>
    public Task<CheckpointKey> RotateKey() => Write(writer => writer.RotateKey());

    /// <summary>Finishes what is queued, signs a last checkpoint and closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_checkpoints is not null) await _checkpoints.DisposeAsync();
        await _thread.Close();
        _writer?.Dispose();
        _store.Dispose();
        _files?.Dispose();
    }

    /// <summary>Runs something on the journal's thread.</summary>
    internal Task<T> Ask<T>(Func<SqliteStore, T> work) => _thread.Ask(() => work(_store));

    private static int Size(StoredEvent stored) => stored.Payload.Length;

    private async IAsyncEnumerable<StoredEvent> Read(string persistenceId, long from, long to, StreamGuard? guard, [EnumeratorCancellation] CancellationToken stop)
    {
        guard ??= new(persistenceId, from);
        var events = _thread.Stream(() => _store.Events.OfEntity(persistenceId, Math.Max(1, from) - 1, to), Size, stop);
        await foreach (var stored in events) yield return guard.Pass(stored);
    }

    private SqliteJournal Started()
    {
        _thread.Start();
        return this;
    }

    private Task<bool> Write(Action<SqliteWriter> change, CancellationToken stop = default) => Write(
        writer =>
        {
            change(writer);
            return true;
        },
        stop);

    private Task<T> Write<T>(Func<SqliteWriter, T> change, CancellationToken stop = default) =>
        _thread.Ask(() => change(_writer ?? throw new JournalUnavailableException(ReadOnly)), stop);
}
