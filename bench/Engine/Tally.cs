using Nightingale.Actors.Entities;
using Nightingale.Actors.Journal;

namespace Nightingale.Bench.Engine;

/// <summary>The smallest entity that persists: adds up. Its events carry a text, to be as large as those of real entities.</summary>
/// <param name="recovered">Hears of the state of each that has come back.</param>
internal sealed class Tally(Action<TallyState>? recovered = null) : IDecider<TallyState, TallyCommand, TallyEvent, TallyWork>
{
    /// <summary>Makes an event's payload about 256 bytes long.</summary>
    public static readonly string Note = new('n', 200);

    /// <summary>How its states are written.</summary>
    public static StateCodec<EntitySnapshot<TallyState>> Snapshots { get; } = new("tally-state.v1");

    /// <summary>The kind, with the worker for those whose last event says that they owe work.</summary>
    public static EntityKind<TallyState, TallyCommand, TallyEvent, TallyWork> Kind(IWorker<TallyWork, TallyCommand>? worker = null, Action<TallyState>? recovered = null) => new(
        "tally",
        new Tally(recovered),
        new(new Dictionary<Type, string> { [typeof(TallyEvent.Added)] = "tally.added.v1" }),
        Snapshots,
        @event => @event.At,
        work => (worker ?? throw new InvalidOperationException($"No tally owes work here, yet there is {work.Key}."), "system:bench"));

    public TallyState Initial => new(0, Owes: false);

    public Decision<TallyEvent> Decide(TallyState state, TallyCommand command) => command is TallyCommand.Add(var at, var owes)
        ? Decision<TallyEvent>.Accept(new TallyEvent.Added(at, Note, owes))
        : throw new InvalidOperationException($"A tally does not know {command}.");

    public TallyState Evolve(TallyState state, TallyEvent @event) => new(state.Sum + 1, ((TallyEvent.Added)@event).Owes);

    /// <summary>The shell asks when an entity has come back, and after each command.</summary>
    public IReadOnlyCollection<TallyWork> Owed(TallyState state)
    {
        recovered?.Invoke(state);
        return state.Owes ? Work : [];
    }

    private static readonly TallyWork[] Work = [new("work")];
}

internal sealed record TallyState(long Sum, bool Owes);

internal abstract record TallyCommand
{
    public sealed record Add(DateTimeOffset At, bool Owes = false) : TallyCommand;
}

internal abstract record TallyEvent(DateTimeOffset At)
{
    public sealed record Added(DateTimeOffset At, string Note, bool Owes = false) : TallyEvent(At);
}

internal sealed record TallyWork(string Key) : IWork;
