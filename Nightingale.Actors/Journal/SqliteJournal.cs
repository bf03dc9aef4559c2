using System.Runtime.CompilerServices;

using Microsoft.Extensions.Logging;

namespace Nightingale.Actors.Journal;

/// <summary>
/// The journal of one machine, in a SQLite file. Every append is on the disk before it is acknowledged (write-ahead log, <c>synchronous=FULL</c>).
/// </summary>
public sealed class SqliteJournal : IJournal
{
    private readonly SqliteJournalOptions _options;
    private readonly ILogger _log;
    private readonly Subscribers _subscribers;
    private readonly JournalThread _thread;

    private SqliteJournal(SqliteJournalOptions options)
    {
        _options = options;
        _log = options.Logs.CreateLogger<SqliteJournal>();
        _subscribers = new(_log);
        var connection = SqliteDatabase.Open(options.Folder, Migrations.Embedded);
        try
        {
            Epoch = Epochs.Raise(connection);
            _thread = new(new SqliteStore(connection, Epoch, _subscribers, _log), options.MaxBatch);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>The epoch of this opening: what appends must carry. Each opening for writing raises it.</summary>
    public long Epoch { get; }

    /// <summary>
    /// Opens the journal in a data folder for writing, and creates it if there is none. Hold the folder's <see cref="DataFolderLock"/> first.
    /// </summary>
    /// <exception cref="JournalUnavailableException">In use, of a newer version, not a journal, or not readable.</exception>
    /// <exception cref="DamagedJournalException">Events that a checkpoint was signed over are missing.</exception>
    public static SqliteJournal Open(SqliteJournalOptions options)
    {
        if (options.Problems().ToList() is { Count: > 0 } problems) throw new ArgumentException(string.Join(' ', problems), nameof(options));
        var journal = new SqliteJournal(options);
        journal._thread.Start();
        return journal;
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredEvent>> Append(AppendRequest request) => _thread.Append(request);

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoredEvent> Read(string persistenceId, long from = 1, long to = long.MaxValue, [EnumeratorCancellation] CancellationToken stop = default)
    {
        var guard = new StreamGuard(persistenceId, from);
        var pages = Pages((store, after) => store.Events.OfEntity(persistenceId, after, to), stored => stored.SequenceNr, Math.Max(1, from) - 1, stop);
        await foreach (var stored in pages) yield return guard.Pass(stored);
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<StoredEvent> ReadShard(int shard, long afterOrdinal, CancellationToken stop = default) =>
        Pages((store, after) => store.Events.OfShard(shard, after), stored => stored.Ordinal, afterOrdinal, stop);

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<int, long>> Heads(CancellationToken stop = default) =>
        _thread.Ask<IReadOnlyDictionary<int, long>>(store => store.Heads.Shards.ToDictionary(head => head.Key, head => head.Value.Ordinal), stop);

    /// <inheritdoc/>
    public Task<long> HighestSequenceNr(string persistenceId, CancellationToken stop = default) =>
        _thread.Ask(store => store.Entities.Highest(persistenceId), stop);

    /// <inheritdoc/>
    public async IAsyncEnumerable<(string PersistenceId, long Version)> Entities(string prefix, [EnumeratorCancellation] CancellationToken stop = default)
    {
        var after = "";
        while (await _thread.Ask(store => store.Entities.List(prefix, after), stop) is { Count: > 0 } page)
        {
            foreach (var entity in page) yield return entity;
            after = page[^1].PersistenceId;
        }
    }

    /// <inheritdoc/>
    public Task DeleteTo(string persistenceId, long sequenceNr, CancellationToken stop = default) => _thread.Ask(
        store =>
        {
            store.RemovePayloads(persistenceId, sequenceNr, _options.Time.GetUtcNow());
            return true;
        },
        stop);

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> Remembered(int shard, CancellationToken stop = default) =>
        _thread.Ask(store => store.Entities.Remembered(shard), stop);

    /// <inheritdoc/>
    public Task SaveSnapshot(Snapshot snapshot) => _thread.Ask(store =>
    {
        store.Entities.Save(snapshot);
        return true;
    });

    /// <inheritdoc/>
    public async Task<Snapshot?> LoadSnapshot(string persistenceId, CancellationToken stop = default)
    {
        if (await _thread.Ask(store => store.Entities.Load(persistenceId), stop) is not { } loaded) return null;
        if (!loaded.Holds) JournalLog.SnapshotCorrupt(_log, persistenceId);
        return loaded.Holds ? loaded.Snapshot : null;
    }

    /// <inheritdoc/>
    public IDisposable Subscribe(Action<IReadOnlyList<StoredEvent>> committed) => _subscribers.Add(committed);

    /// <summary>Finishes what is queued and closes the file.</summary>
    public async ValueTask DisposeAsync() => await _thread.Close();

    /// <summary>Runs something on the journal's thread.</summary>
    internal Task<T> Ask<T>(Func<SqliteStore, T> work) => _thread.Ask(work);

    private async IAsyncEnumerable<StoredEvent> Pages(
        Func<SqliteStore, long, EventPage> read,
        Func<StoredEvent, long> position,
        long after,
        [EnumeratorCancellation] CancellationToken stop)
    {
        while (true)
        {
            var from = after;
            var page = await _thread.Ask(store => read(store, from), stop);
            foreach (var stored in page.Events) yield return stored;
            if (page.Last) yield break;
            after = position(page.Events[^1]);
        }
    }
}
