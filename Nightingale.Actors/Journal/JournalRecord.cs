namespace Nightingale.Actors.Journal;

/// <summary>
/// A journal as a sequence of records, in the order in which it can be verified from front to back with little memory: all keys; then, for each
/// checkpoint, the events that it covers and no earlier one does (shard by shard, by ordinal), and the checkpoint itself; at the end the events
/// that no checkpoint covers yet.
/// </summary>
public abstract record JournalRecord
{
    private JournalRecord() { }

    /// <summary>A public key; before everything it signed.</summary>
    public sealed record OfKey(CheckpointKey Key) : JournalRecord;

    /// <summary>An event.</summary>
    public sealed record OfEvent(StoredEvent Event) : JournalRecord;

    /// <summary>A checkpoint; after everything it covers.</summary>
    public sealed record OfCheckpoint(Checkpoint Checkpoint) : JournalRecord;
}
