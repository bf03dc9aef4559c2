namespace Nightingale.Actors.Entities;

/// <summary>
/// The rules of one kind of entity as pure functions: no clock, no randomness, no input or output. Time, ids and the
/// outcomes of work arrive inside commands, so that a journal replays to the same state wherever and whenever it is read.
/// </summary>
/// <typeparam name="TState">Immutable state, a fold of the events.</typeparam>
/// <typeparam name="TCommand">What the entity can be asked to do, and what its workers report.</typeparam>
/// <typeparam name="TEvent">What happened; journalled.</typeparam>
/// <typeparam name="TWork">What a state owes the world; never journalled, always derived.</typeparam>
public interface IDecider<TState, in TCommand, TEvent, TWork>
    where TWork : IWork
{
    /// <summary>The state before the first event.</summary>
    TState Initial { get; }

    /// <summary>Answers a command with events (none: already so) or a refusal.</summary>
    Decision<TEvent> Decide(TState state, TCommand command);

    /// <summary>Folds one event into the state. Never refuses: what is in the journal has happened.</summary>
    TState Evolve(TState state, TEvent @event);

    /// <summary>The work that a state like this owes. The shell starts what is missing and cancels what is no longer here.</summary>
    IReadOnlyCollection<TWork> Owed(TState state);
}

/// <summary>A piece of work that a state owes.</summary>
public interface IWork
{
    /// <summary>
    /// Stable over restarts and recoveries, unique within the entity: the idempotency key of the effect. Work with another key is other work.
    /// </summary>
    string Key { get; }
}
