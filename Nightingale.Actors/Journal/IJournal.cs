namespace Nightingale.Actors.Journal;

/// <summary>
/// The event journal: per-entity streams, numbered without gaps per entity and per shard, fenced by the shard's epoch, chained by hashes.
/// Implementations are safe for concurrent use.
/// </summary>
public interface IJournal : IAsyncDisposable
{
    /// <summary>
    /// Appends all events of <paramref name="request"/> or none, durably, after which every reader sees them. Concurrent requests may
    /// share a commit; requests of one entity keep their order. There is no cancellation: an append that was begun has an outcome.
    /// </summary>
    /// <returns>The events as stored, with sequence numbers, ordinals and hashes.</returns>
    /// <exception cref="FencedException">Another node owns the shard: stop the entity, never retry.</exception>
    /// <exception cref="OverlappingWriterException">The entity's version is not the expected one: someone else wrote. Stop and recover.</exception>
    /// <exception cref="AppendRejectedException">The request can never be stored (too large, for example); nothing was written, the entity goes on.</exception>
    /// <exception cref="AppendFailedException">Nothing was written (the disk is full, for example); the entity stops and recovers later.</exception>
    /// <exception cref="UnknownOutcomeException">It may or may not be stored: stop the entity, take a new epoch, replay.</exception>
    Task<IReadOnlyList<StoredEvent>> Append(AppendRequest request);

    /// <summary>Reads an entity's events in sequence, both bounds inclusive.</summary>
    /// <exception cref="DamagedJournalException">The stream has a gap, or an epoch that falls; the message names the event.</exception>
    IAsyncEnumerable<StoredEvent> Read(string persistenceId, long from = 1, long to = long.MaxValue, CancellationToken stop = default);

    /// <summary>Reads a shard's events in ordinal order, after <paramref name="afterOrdinal"/>.</summary>
    IAsyncEnumerable<StoredEvent> ReadShard(int shard, long afterOrdinal, CancellationToken stop = default);

    /// <summary>The last ordinal of every shard that has events.</summary>
    Task<IReadOnlyDictionary<int, long>> Heads(CancellationToken stop = default);

    /// <summary>The highest sequence number ever given to the entity, also after <see cref="DeleteTo"/>; 0 if none.</summary>
    Task<long> HighestSequenceNr(string persistenceId, CancellationToken stop = default);

    /// <summary>Every entity that has events and whose id begins with <paramref name="prefix"/>, with its last sequence number, in id order.</summary>
    IAsyncEnumerable<(string PersistenceId, long Version)> Entities(string prefix, CancellationToken stop = default);

    /// <summary>
    /// Removes the payloads of an entity's events up to a sequence number (retention); numbers and hashes stay, so the chain still verifies. The removal
    /// is itself an event, in the stream <c>retention/{persistenceId}</c> and the entity's shard.
    /// </summary>
    Task DeleteTo(string persistenceId, long sequenceNr, CancellationToken stop = default);

    /// <summary>Entities of the shard that owed work at their last append, in no order: started when the shard is acquired.</summary>
    Task<IReadOnlyList<string>> Remembered(int shard, CancellationToken stop = default);

    /// <summary>Stores a snapshot in place of an older one. A snapshot is a cache: losing it costs time, never data.</summary>
    Task SaveSnapshot(Snapshot snapshot);

    /// <summary>The entity's snapshot, or null if there is none or if its checksum does not hold (then replay from the events).</summary>
    Task<Snapshot?> LoadSnapshot(string persistenceId, CancellationToken stop = default);

    /// <summary>What an entity comes back from: its snapshot, and its events after that. A journal that can gives most of it in one go.</summary>
    /// <param name="persistenceId">The entity.</param>
    /// <param name="snapshotManifest">The snapshots that it can read; another is none.</param>
    /// <param name="stop">Ends the reading.</param>
    /// <exception cref="DamagedJournalException">The stream has a gap, or an epoch that falls; the message names the event.</exception>
    async Task<Recovery> Recover(string persistenceId, string snapshotManifest, CancellationToken stop = default)
    {
        var snapshot = await LoadSnapshot(persistenceId, stop) is { } loaded && loaded.Manifest == snapshotManifest ? loaded : null;
        return new(snapshot, [], Read(persistenceId, (snapshot?.SequenceNr ?? 0) + 1, stop: stop).Select(ReplayedEvent.Of));
    }

    /// <summary>
    /// Calls <paramref name="committed"/> after each commit with the events of one request, on the writer's thread and outside any lock: it must only
    /// enqueue. Subscribers see each shard's events in ordinal order; whoever missed something reads the shard from their own offset.
    /// </summary>
    /// <returns>Dispose it to unsubscribe.</returns>
    IDisposable Subscribe(Action<IReadOnlyList<StoredEvent>> committed);
}
