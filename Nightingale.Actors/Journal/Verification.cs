namespace Nightingale.Actors.Journal;

/// <summary>What the verification of a journal found.</summary>
/// <param name="Events">Events seen.</param>
/// <param name="Entities">Entities seen.</param>
/// <param name="Checkpoints">Checkpoints seen.</param>
/// <param name="LastCheckpoint">The last checkpoint's hash in hexadecimal, for the auditor's own records; null if there is none.</param>
/// <param name="SignedAt">When the last checkpoint was signed: what was stored later could be cut off and not be missed here; null if there is none.</param>
/// <param name="Uncovered">Events that no checkpoint covers yet: chained, but somebody with access to the file could have made them up.</param>
/// <param name="Removed">Payloads that retention removed.</param>
/// <param name="Problems">What is wrong, the first first; at most <see cref="JournalVerifier.MostProblems"/>. Empty: the journal holds.</param>
public sealed record Verification(
    long Events,
    long Entities,
    long Checkpoints,
    string? LastCheckpoint,
    DateTimeOffset? SignedAt,
    long Uncovered,
    long Removed,
    IReadOnlyList<Problem> Problems)
{
    /// <summary>Whether nothing is wrong.</summary>
    public bool Holds => Problems.Count == 0;
}

/// <summary>Something that is wrong with a journal, and the first event that it is wrong with as far as that can be told.</summary>
/// <param name="What">What is wrong, a sentence for people.</param>
/// <param name="PersistenceId">The event's entity; null where an event is gone and nothing that is left tells whose it was, and for checkpoints and keys.</param>
/// <param name="SequenceNr">The event's sequence number, likewise.</param>
/// <param name="Shard">The event's shard; null for checkpoints and keys.</param>
/// <param name="Ordinal">The event's ordinal, likewise.</param>
public sealed record Problem(string What, string? PersistenceId = null, long? SequenceNr = null, int? Shard = null, long? Ordinal = null)
{
    /// <summary>A problem with an event that is there.</summary>
    internal static Problem With(StoredEvent stored, string what) => new(what, stored.PersistenceId, stored.SequenceNr, stored.Shard, stored.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => (PersistenceId, Shard) switch
    {
        ({ } entity, _) => $"{entity} event {SequenceNr} (shard {Shard}, ordinal {Ordinal}): {What}",
        (null, { } shard) when Ordinal is null => $"shard {shard}: {What}",
        (null, { } shard) => $"shard {shard}, ordinal {Ordinal}: {What}",
        _ => What,
    };
}
