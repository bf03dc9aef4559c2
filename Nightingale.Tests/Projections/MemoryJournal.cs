using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Nightingale.Actors.Journal;

namespace Nightingale.Tests.Projections;

/// <summary>A journal that forgets everything at the end: what the projections need of the port, and no more.</summary>
internal sealed class MemoryJournal : IJournal
{
    private const int Shards = 4;

    private readonly Lock _gate = new();
    private readonly Dictionary<int, List<StoredEvent>> _shards = [];
    private ImmutableArray<Action<IReadOnlyList<StoredEvent>>> _subscribers = [];

    /// <summary>Whether commits are announced.</summary>
    public bool Announces { get; set; } = true;

    public int Subscribers => _subscribers.Length;

    public static int ShardOf(string persistenceId) => Encoding.UTF8.GetBytes(persistenceId).Sum(letter => letter) % Shards;

    public Task<IReadOnlyList<StoredEvent>> Append(AppendRequest request)
    {
        List<StoredEvent> stored = [];
        lock (_gate)
        {
            if (!_shards.TryGetValue(request.Shard, out var shard)) _shards[request.Shard] = shard = [];
            foreach (var added in request.Events)
            {
                stored.Add(new(request.PersistenceId, request.ExpectedVersion + stored.Count + 1, request.Shard, shard.Count + 1, 1, added.At,
                    added.Manifest, added.Payload, request.Principal, request.CommandKey, SHA256.HashData(added.Payload.Span), new byte[32]));
                shard.Add(stored[^1]);
            }
        }

        if (Announces)
            foreach (var subscriber in _subscribers) subscriber(stored);
        return Task.FromResult<IReadOnlyList<StoredEvent>>(stored);
    }

    public Task Append(string persistenceId, long expectedVersion, string manifest, byte[] payload, DateTimeOffset at, string principal = "user:test") =>
        Append(new(persistenceId, ShardOf(persistenceId), 1, expectedVersion, [new(at, manifest, payload)], principal, null, OwesWork: false));

    public async IAsyncEnumerable<StoredEvent> Read(string persistenceId, long from = 1, long to = long.MaxValue, [EnumeratorCancellation] CancellationToken stop = default)
    {
        await Task.CompletedTask;
        foreach (var stored in All().Where(stored => stored.PersistenceId == persistenceId && stored.SequenceNr >= from && stored.SequenceNr <= to))
            yield return stored;
    }

    public async IAsyncEnumerable<StoredEvent> ReadShard(int shard, long afterOrdinal, [EnumeratorCancellation] CancellationToken stop = default)
    {
        await Task.CompletedTask;
        List<StoredEvent> events;
        lock (_gate) events = [.. _shards.GetValueOrDefault(shard, []).Skip((int)afterOrdinal)];
        foreach (var stored in events) yield return stored;
    }

    public Task<IReadOnlyDictionary<int, long>> Heads(CancellationToken stop = default)
    {
        lock (_gate) return Task.FromResult<IReadOnlyDictionary<int, long>>(_shards.ToDictionary(shard => shard.Key, shard => (long)shard.Value.Count));
    }

    public Task<long> HighestSequenceNr(string persistenceId, CancellationToken stop = default) =>
        Task.FromResult(All().Where(stored => stored.PersistenceId == persistenceId).Select(stored => stored.SequenceNr).DefaultIfEmpty().Max());

    public async IAsyncEnumerable<(string PersistenceId, long Version)> Entities(string prefix, [EnumeratorCancellation] CancellationToken stop = default)
    {
        await Task.CompletedTask;
        var entities = All().Where(stored => stored.PersistenceId.StartsWith(prefix, StringComparison.Ordinal)).GroupBy(stored => stored.PersistenceId, StringComparer.Ordinal);
        foreach (var entity in entities.OrderBy(entity => entity.Key, StringComparer.Ordinal)) yield return (entity.Key, entity.Max(stored => stored.SequenceNr));
    }

    public Task DeleteTo(string persistenceId, long sequenceNr, CancellationToken stop = default)
    {
        lock (_gate)
            foreach (var shard in _shards.Values)
                for (var i = 0; i < shard.Count; i++)
                    if (shard[i].PersistenceId == persistenceId && shard[i].SequenceNr <= sequenceNr)
                        shard[i] = shard[i] with { Payload = ReadOnlyMemory<byte>.Empty };
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<string>> Remembered(int shard, CancellationToken stop = default) => Task.FromResult<IReadOnlyList<string>>([]);

    public Task SaveSnapshot(Snapshot snapshot) => Task.CompletedTask;

    public Task<Snapshot?> LoadSnapshot(string persistenceId, CancellationToken stop = default) => Task.FromResult<Snapshot?>(null);

    public IDisposable Subscribe(Action<IReadOnlyList<StoredEvent>> committed)
    {
        ImmutableInterlocked.Update(ref _subscribers, subscribers => subscribers.Add(committed));
        return new Subscription(() => ImmutableInterlocked.Update(ref _subscribers, subscribers => subscribers.Remove(committed)));
    }

    public ValueTask DisposeAsync() => default;

    private List<StoredEvent> All()
    {
        lock (_gate) return [.. _shards.Values.SelectMany(shard => shard)];
    }

    private sealed class Subscription(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
