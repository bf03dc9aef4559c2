namespace Nightingale.Actors.Journal;

/// <summary>An event as the journal holds it.</summary>
/// <param name="PersistenceId">The entity, for example <c>instance/0193…</c>.</param>
/// <param name="SequenceNr">From 1, without gaps, per entity.</param>
/// <param name="Shard">0 to 255.</param>
/// <param name="Ordinal">From 1, without gaps, per shard: what projections follow.</param>
/// <param name="Epoch">The shard's epoch under which it was written; never falls in the order of ordinals.</param>
/// <param name="At">When, UTC, whole milliseconds; from the command, not from the database.</param>
/// <param name="Manifest">Type and version, for example <c>instance.ready.v1</c>.</param>
/// <param name="Payload">JSON in UTF-8, as written; empty once removed by retention.</param>
/// <param name="Principal">Who caused it.</param>
/// <param name="CommandKey">Idempotency key and fingerprint (<c>key fingerprint</c>) of the command that caused it, if it had one.</param>
/// <param name="PayloadHash">SHA-256 of the payload, which survives retention.</param>
/// <param name="Hash">SHA-256 over the entity's previous hash and everything above.</param>
public sealed record StoredEvent(
    string PersistenceId,
    long SequenceNr,
    int Shard,
    long Ordinal,
    long Epoch,
    DateTimeOffset At,
    string Manifest,
    ReadOnlyMemory<byte> Payload,
    string Principal,
    string? CommandKey,
    ReadOnlyMemory<byte> PayloadHash,
    ReadOnlyMemory<byte> Hash);

/// <summary>An event that is to be stored.</summary>
/// <param name="At">When, UTC; cut to whole milliseconds.</param>
/// <param name="Manifest">Type and version.</param>
/// <param name="Payload">JSON in UTF-8.</param>
public sealed record NewEvent(DateTimeOffset At, string Manifest, ReadOnlyMemory<byte> Payload);

/// <summary>The events of one decision.</summary>
/// <param name="PersistenceId">The entity.</param>
/// <param name="Shard">Its shard.</param>
/// <param name="Epoch">The epoch under which the node holds the shard.</param>
/// <param name="ExpectedVersion">The entity's last sequence number as the writer knows it; 0 for none.</param>
/// <param name="Events">At least one; all or none are stored.</param>
/// <param name="Principal">Who caused them.</param>
/// <param name="CommandKey">The causing command's idempotency key and fingerprint, or null.</param>
/// <param name="OwesWork">Whether the entity owes work after these events; kept for <see cref="IJournal.Remembered"/> in the same commit.</param>
public sealed record AppendRequest(
    string PersistenceId,
    int Shard,
    long Epoch,
    long ExpectedVersion,
    IReadOnlyList<NewEvent> Events,
    string Principal,
    string? CommandKey,
    bool OwesWork);

/// <summary>A state at a sequence number, so that recovery need not fold from the first event.</summary>
/// <param name="PersistenceId">The entity.</param>
/// <param name="SequenceNr">The last event that the state holds.</param>
/// <param name="Manifest">Type and version of the state, for example <c>instance-state.v1</c>: another version is ignored.</param>
/// <param name="Payload">JSON in UTF-8.</param>
public sealed record Snapshot(string PersistenceId, long SequenceNr, string Manifest, ReadOnlyMemory<byte> Payload);
