namespace Nightingale.Actors.Journal;

/// <summary>What an entity comes back from.</summary>
/// <param name="Snapshot">Its snapshot, if there is one of the manifest that was asked for and if its checksum holds.</param>
/// <param name="Events">Its first events after the snapshot, in sequence.</param>
/// <param name="Rest">Its events after those; null if there are none.</param>
public sealed record Recovery(Snapshot? Snapshot, IReadOnlyList<ReplayedEvent> Events, IAsyncEnumerable<ReplayedEvent>? Rest);

/// <summary>What a replay needs of an event.</summary>
/// <param name="SequenceNr">From 1, without gaps, per entity.</param>
/// <param name="Epoch">The shard's epoch under which it was written.</param>
/// <param name="Manifest">Type and version.</param>
/// <param name="Payload">JSON in UTF-8; empty once removed by retention.</param>
/// <param name="CommandKey">Idempotency key and fingerprint of the command that caused it, if it had one.</param>
public sealed record ReplayedEvent(long SequenceNr, long Epoch, string Manifest, ReadOnlyMemory<byte> Payload, string? CommandKey)
{
    /// <summary>What a replay needs of a stored event.</summary>
    public static ReplayedEvent Of(StoredEvent stored) => new(stored.SequenceNr, stored.Epoch, stored.Manifest, stored.Payload, stored.CommandKey);
}
