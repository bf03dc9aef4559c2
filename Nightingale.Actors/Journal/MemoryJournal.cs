using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

using Microsoft.Extensions.Logging.Abstractions;

namespace Nightingale.Actors.Journal;

/// <summary>A journal that forgets everything when its process ends: for tests, and for trying things out. Appends are done when they return.</summary>
/// <param name="time">Where the time of removals comes from; the system's clock if null.</param>
public sealed class MemoryJournal(TimeProvider? time = null) : IJournal
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, List<StoredEvent>> _streams = new(StringComparer.Ordinal);
    private readonly Dictionary<int, List<StoredEvent>> _shards = [];
    private readonly Dictionary<string, EntityHead> _entityHeads = new(StringComparer.Ordinal);
    private readonly Dictionary<int, ShardHead> _shardHeads = [];
    private readonly Dictionary<string, (Snapshot Snapshot, byte[] Checksum)> _snapshots = new(StringComparer.Ordinal);
    private readonly Queue<IReadOnlyList<StoredEvent>> _unpublished = [];
    private readonly Subscribers _subscribers = new(NullLogger.Instance);
    private bool _publishing;
    private bool _closed;

    /// <summary>The epoch that appends must carry; 1 at first.</summary>
    public long Epoch { get; private set; } = 1;

    /// <summary>Decides which appends fail, as a full disk or a cut connection would make them; null: none.</summary>
    public Func<AppendRequest, JournalException?>? Fault { get; set; }

    /// <summary>Raises the epoch, as another node does that takes the shards over.</summary>
    public void RaiseEpoch()
    {
        lock (_gate) Epoch++;
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredEvent>> Append(AppendRequest request)
    {
        IReadOnlyList<StoredEvent> events = [];
        JournalException? refusal;
        lock (_gate)
            refusal = _closed
                ? new AppendFailedException("The journal is closed; nothing was written.")
                : Fault?.Invoke(request) ?? Store_NeedsGate(request, out events);
        if (refusal is not null) return Task.FromException<IReadOnlyList<StoredEvent>>(refusal);
        Publish();
        return Task.FromResult(events);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoredEvent> Read(string persistenceId, long from = 1, long to = long.MaxValue, [EnumeratorCancellation] CancellationToken stop = default)
    {
        await ValueTask.CompletedTask;
        var guard = new StreamGuard(persistenceId, from);
        foreach (var stored in Copy(_streams, persistenceId).Where(stored => stored.SequenceNr >= from && stored.SequenceNr <= to))
        {
            stop.ThrowIfCancellationRequested();
            yield return guard.Pass(stored);
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoredEvent> ReadShard(int shard, long afterOrdinal, [EnumeratorCancellation] CancellationToken stop = default)
    {
        await ValueTask.CompletedTask;
        foreach (var stored in Copy(_shards, shard).Where(stored => stored.Ordinal > afterOrdinal))
        {
            stop.ThrowIfCancellationRequested();
            yield return stored;
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<int, long>> Heads(CancellationToken stop = default)
    {
        lock (_gate) return Task.FromResult<IReadOnlyDictionary<int, long>>(_shardHeads.ToDictionary(head => head.Key, head => head.Value.Ordinal));
    }

    /// <inheritdoc/>
    public Task<long> HighestSequenceNr(string persistenceId, CancellationToken stop = default)
    {
        lock (_gate) return Task.FromResult(Entity_NeedsGate(persistenceId).SequenceNr);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<(string PersistenceId, long Version)> Entities(string prefix, [EnumeratorCancellation] CancellationToken stop = default)
    {
        await ValueTask.CompletedTask;
        List<(string, long)> found;
        lock (_gate)
            found = [.. _entityHeads
                .Where(entity => entity.Key.StartsWith(prefix, StringComparison.Ordinal))
                .OrderBy(entity => entity.Key, StringComparer.Ordinal)
                .Select(entity => (entity.Key, entity.Value.SequenceNr))];
        foreach (var entity in found)
        {
            stop.ThrowIfCancellationRequested();
            yield return entity;
        }
    }

    /// <inheritdoc/>
    public Task DeleteTo(string persistenceId, long sequenceNr, CancellationToken stop = default)
    {
        lock (_gate) RemovePayloads_NeedsGate(persistenceId, sequenceNr);
        Publish();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> Remembered(int shard, CancellationToken stop = default)
    {
        lock (_gate)
            return Task.FromResult<IReadOnlyList<string>>(
                [.. _entityHeads.Where(entity => entity.Value.Shard == shard && entity.Value.OwesWork).Select(entity => entity.Key)]);
    }

    /// <inheritdoc/>
    public Task SaveSnapshot(Snapshot snapshot)
    {
        lock (_gate)
            if (!_snapshots.TryGetValue(snapshot.PersistenceId, out var old) || old.Snapshot.SequenceNr <= snapshot.SequenceNr)
                _snapshots[snapshot.PersistenceId] = (snapshot, HashChain.Checksum(snapshot));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<Snapshot?> LoadSnapshot(string persistenceId, CancellationToken stop = default)
    {
        lock (_gate)
            return Task.FromResult(
                _snapshots.TryGetValue(persistenceId, out var saved) && HashChain.Checksum(saved.Snapshot).AsSpan().SequenceEqual(saved.Checksum)
                    ? saved.Snapshot
                    : null);
    }

    /// <inheritdoc/>
    public IDisposable Subscribe(Action<IReadOnlyList<StoredEvent>> committed) => _subscribers.Add(committed);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        lock (_gate) _closed = true;
        return ValueTask.CompletedTask;
    }

    /// <summary>Changes a snapshot behind its checksum's back.</summary>
    internal void CorruptSnapshot(string persistenceId)
    {
        lock (_gate)
            CollectionsMarshal.GetValueRefOrNullRef(_snapshots, persistenceId).Checksum = [];
    }

    private EntityHead Entity_NeedsGate(string persistenceId) => _entityHeads.GetValueOrDefault(persistenceId, EntityHead.None);

    private JournalException? Store_NeedsGate(AppendRequest request, out IReadOnlyList<StoredEvent> events)
    {
        var plan = new AppendPlan(_ => Epoch, Entity_NeedsGate, shard => _shardHeads.GetValueOrDefault(shard, ShardHead.None));
        if (plan.Add(request, out events) is { } refusal) return refusal;
        foreach (var (persistenceId, head) in plan.Entities) _entityHeads[persistenceId] = head;
        foreach (var (shard, head) in plan.Shards) _shardHeads[shard] = head;
        Of(_streams, request.PersistenceId).AddRange(events);
        Of(_shards, request.Shard).AddRange(events);
        _unpublished.Enqueue(events);
        return null;
    }

    private void RemovePayloads_NeedsGate(string persistenceId, long through)
    {
        var subject = Entity_NeedsGate(persistenceId);
        var stream = Of(_streams, persistenceId);
        var last = (int)Math.Min(through, subject.SequenceNr);
        if (!stream.Take(last).Any(stored => stored.Payload.Length > 0)) return;
        for (var i = 0; i < last; i++)
        {
            stream[i] = stream[i] with { Payload = default };
            Of(_shards, subject.Shard)[(int)stream[i].Ordinal - 1] = stream[i];
        }

        var record = Entity_NeedsGate(Retention.StreamOf(persistenceId));
        var at = (time ?? TimeProvider.System).GetUtcNow();
        if (Store_NeedsGate(Retention.Record(persistenceId, last, subject, record, Epoch, at), out _) is { } refusal) throw refusal;
    }

    // Whoever publishes takes along what others stored meanwhile, so that subscribers hear everything in order and outside the gate.
    private void Publish()
    {
        while (true)
        {
            IReadOnlyList<StoredEvent>? next;
            lock (_gate)
            {
                if (_publishing || !_unpublished.TryDequeue(out next)) return;
                _publishing = true;
            }

            _subscribers.Publish(next);
            lock (_gate) _publishing = false;
        }
    }

    private List<StoredEvent> Copy<TKey>(Dictionary<TKey, List<StoredEvent>> lists, TKey key)
        where TKey : notnull
    {
        lock (_gate) return lists.TryGetValue(key, out var list) ? [.. list] : [];
    }

    private static List<StoredEvent> Of<TKey>(Dictionary<TKey, List<StoredEvent>> lists, TKey key)
        where TKey : notnull
    {
        if (!lists.TryGetValue(key, out var list)) lists[key] = list = [];
        return list;
    }
}
