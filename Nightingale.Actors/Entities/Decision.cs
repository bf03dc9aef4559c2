namespace Nightingale.Actors.Entities;

/// <summary>The answer to a command: accepted with events, or refused with a reason. A fault is neither; it is an exception.</summary>
public abstract record Decision<TEvent>
{
    private Decision() { }

    /// <summary>The command holds; these events, all or none, go to the journal. No events: it is already so.</summary>
    public sealed record Accepted(IReadOnlyList<TEvent> Events) : Decision<TEvent>;

    /// <summary>The command does not hold and leaves nothing behind.</summary>
    public sealed record Refused(Refusal Refusal) : Decision<TEvent>;

    /// <summary>Accepts with <paramref name="events"/>.</summary>
    public static Decision<TEvent> Accept(params IReadOnlyList<TEvent> events) => new Accepted(events);

    /// <summary>Refuses and says why.</summary>
    public static Decision<TEvent> Refuse(RefusalKind kind, string reason) => new Refused(new(kind, reason));
}

/// <summary>Why a command was refused, in words for the person who sent it.</summary>
/// <param name="Kind">The class of refusal, for programs.</param>
/// <param name="Reason">What is the matter and what would be possible, for people.</param>
public sealed record Refusal(RefusalKind Kind, string Reason);

/// <summary>Classes of refusal; the gateway maps each to one HTTP status.</summary>
public enum RefusalKind
{
    /// <summary>The entity does not exist (404).</summary>
    NotFound,

    /// <summary>Not possible in the entity's present state (409).</summary>
    Conflict,

    /// <summary>The command's values do not hold (422).</summary>
    Invalid,

    /// <summary>The idempotency key was used before for another request (422).</summary>
    KeyReused,

    /// <summary>The principal may not do this (403).</summary>
    Forbidden,
}
