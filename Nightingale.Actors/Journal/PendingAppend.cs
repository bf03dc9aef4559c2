namespace Nightingale.Actors.Journal;

/// <summary>An append that waits for its commit.</summary>
internal sealed class PendingAppend(AppendRequest request)
{
    private readonly TaskCompletionSource<IReadOnlyList<StoredEvent>> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What is asked for.</summary>
    public AppendRequest Request => request;

    /// <summary>The hashes of its payloads: taken by whoever asks, so that the journal's one thread need not.</summary>
    public byte[][] PayloadHashes { get; } = [.. request.Events.Select(@event => HashChain.Payload(@event.Payload.Span))];

    /// <summary>The size of its payloads.</summary>
    public long Bytes { get; } = request.Events.Sum(@event => (long)@event.Payload.Length);

    /// <summary>What becomes of it.</summary>
    public Task<IReadOnlyList<StoredEvent>> Outcome => _outcome.Task;

    /// <summary>It is stored.</summary>
    public void Accept(IReadOnlyList<StoredEvent> events) => _outcome.TrySetResult(events);

    /// <summary>It is not.</summary>
    public void Refuse(JournalException why) => _outcome.TrySetException(why);
}
