using Nightingale.Actors.Entities;

namespace Nightingale.Bench.Engine;

/// <summary>The smallest entity that persists: adds up. Its events carry a text, to be as large as those of real entities.</summary>
internal sealed class Tally : IDecider<TallyState, TallyCommand, TallyEvent, TallyWork>
{
    /// <summary>Makes an event's payload about 256 bytes long.</summary>
    public static readonly string Note = new('n', 200);

    public static EntityKind<TallyState, TallyCommand, TallyEvent, TallyWork> Kind { get; } = new(
        "tally",
        new Tally(),
        new(new Dictionary<Type, string> { [typeof(TallyEvent.Added)] = "tally.added.v1" }),
        new("tally-state.v1"),
        @event => @event.At,
        work => throw new InvalidOperationException($"A tally owes no work, yet here is {work.Key}."));

    public TallyState Initial => new(0);

    public Decision<TallyEvent> Decide(TallyState state, TallyCommand command) => Decision<TallyEvent>.Accept(new TallyEvent.Added(command.At, Note));

    public TallyState Evolve(TallyState state, TallyEvent @event) => new(state.Sum + 1);

    public IReadOnlyCollection<TallyWork> Owed(TallyState state) => [];
}

internal sealed record TallyState(long Sum);

internal sealed record TallyCommand(DateTimeOffset At);

internal abstract record TallyEvent(DateTimeOffset At)
{
    public sealed record Added(DateTimeOffset At, string Note) : TallyEvent(At);
}

internal sealed record TallyWork(string Key) : IWork;
