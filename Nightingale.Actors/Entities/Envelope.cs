namespace Nightingale.Actors.Entities;

/// <summary>A command with what the journal records about its origin.</summary>
/// <param name="Command">The command; it carries its own time.</param>
/// <param name="Principal">Who asked, for example <c>user:alice</c> or <c>system:probe</c>. Never a secret.</param>
/// <param name="Key">The idempotency key, or null where a repetition is harmless.</param>
public sealed record Envelope<TCommand>(TCommand Command, string Principal, CommandKey? Key = null);

/// <summary>Makes a retry one command: the entity remembers the key and answers a repetition without doing it again.</summary>
/// <param name="Key">Unique to the request; at most 200 characters.</param>
/// <param name="Fingerprint">A digest of the request's content: the same key with another fingerprint is refused.</param>
public sealed record CommandKey(string Key, string Fingerprint);

/// <summary>What an entity answers.</summary>
public abstract record EntityReply<TState>
{
    private EntityReply() { }

    /// <summary>The command is in the journal (or changed nothing). <paramref name="Version"/> is the sequence number of the last event.</summary>
    public sealed record Done(TState State, long Version) : EntityReply<TState>;

    /// <summary>The command left nothing behind.</summary>
    public sealed record Refused(Refusal Refusal) : EntityReply<TState>;
}
