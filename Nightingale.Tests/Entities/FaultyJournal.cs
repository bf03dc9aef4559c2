using System.Runtime.CompilerServices;
using Nightingale.Actors.Journal;

namespace Nightingale.Tests.Entities;

/// <summary>A memory journal with faults at the moments that a test chooses.</summary>
internal sealed class FaultyJournal : IJournal
{
    public MemoryJournal Stored { get; } = new();

    /// <summary>Awaited before an append; what it throws keeps the events from being stored.</summary>
    public Func<AppendRequest, Task>? BeforeAppend { get; set; }

    /// <summary>What an append throws though its events are stored; null: nothing.</summary>
    public Func<AppendRequest, Exception?>? AfterAppend { get; set; }

    /// <summary>Which appends it acknowledges without storing them; null: none, as it should be.</summary>
    public Func<AppendRequest, bool>? Forgets { get; set; }

    /// <summary>Awaited before a shard is asked for who owes work.</summary>
    public Func<int, Task>? BeforeRemembered { get; set; }

    /// <summary>Awaited before an entity is read.</summary>
    public Func<CancellationToken, Task>? BeforeRead { get; set; }

    public async Task<IReadOnlyList<StoredEvent>> Append(AppendRequest request)
    {
        if (BeforeAppend is not null) await BeforeAppend(request);
        if (Forgets?.Invoke(request) == true) return [];
        var stored = await Stored.Append(request);
        return AfterAppend?.Invoke(request) is { } fault ? throw fault : stored;
    }

    public async IAsyncEnumerable<StoredEvent> Read(string persistenceId, long from = 1, long to = long.MaxValue, [EnumeratorCancellation] CancellationToken stop = default)
    {
        if (BeforeRead is not null) await BeforeRead(stop);
        await foreach (var stored in Stored.Read(persistenceId, from, to, stop)) yield return stored;
    }

    public IAsyncEnumerable<StoredEvent> ReadShard(int shard, long afterOrdinal, CancellationToken stop = default) => Stored.ReadShard(shard, afterOrdinal, stop);

    public Task<IReadOnlyDictionary<int, long>> Heads(CancellationToken stop = default) => Stored.Heads(stop);

    public Task<long> HighestSequenceNr(string persistenceId, CancellationToken stop = default) => Stored.HighestSequenceNr(persistenceId, stop);

    public IAsyncEnumerable<(string PersistenceId, long Version)> Entities(string prefix, CancellationToken stop = default) => Stored.Entities(prefix, stop);

    public Task DeleteTo(string persistenceId, long sequenceNr, CancellationToken stop = default) => Stored.DeleteTo(persistenceId, sequenceNr, stop);

    public async Task<IReadOnlyList<string>> Remembered(int shard, CancellationToken stop = default)
    {
        if (BeforeRemembered is not null) await BeforeRemembered(shard);
        return await Stored.Remembered(shard, stop);
    }

    public Task SaveSnapshot(Snapshot snapshot) => Stored.SaveSnapshot(snapshot);

    public Task<Snapshot?> LoadSnapshot(string persistenceId, CancellationToken stop = default) => Stored.LoadSnapshot(persistenceId, stop);

    public IDisposable Subscribe(Action<IReadOnlyList<StoredEvent>> committed) => Stored.Subscribe(committed);

    public ValueTask DisposeAsync() => Stored.DisposeAsync();
}
