using Nightingale.Actors.Entities;
using Nightingale.Actors.Journal;

namespace Nightingale.Tests.Entities;

/// <summary>A small entity: counts, and owes a bell for each full ten until it is rung.</summary>
public sealed class Counter : IDecider<CounterState, CounterCommand, CounterEvent, CounterWork>
{
    public CounterState Initial => new(0, 0);

    public Decision<CounterEvent> Decide(CounterState state, CounterCommand command) => command switch
    {
        CounterCommand.Add { By: 0 } => Decision<CounterEvent>.Accept(),
        CounterCommand.Add { By: < 0 } => Decision<CounterEvent>.Refuse(RefusalKind.Invalid, "It only counts up."),
        CounterCommand.Add add => Decision<CounterEvent>.Accept(new CounterEvent.Added(add.At, add.By)),
        CounterCommand.Rang rang => Decision<CounterEvent>.Accept(new CounterEvent.BellRung(rang.At)),
        _ => throw new InvalidOperationException($"A counter does not know {command}."),
    };

    public CounterState Evolve(CounterState state, CounterEvent @event) => @event switch
    {
        CounterEvent.Added added => state with { Sum = state.Sum + added.By },
        CounterEvent.BellRung => state with { Rung = state.Rung + 1 },
        _ => throw new InvalidOperationException($"A counter does not know {@event}."),
    };

    public IReadOnlyCollection<CounterWork> Owed(CounterState state) => state.Sum / 10 > state.Rung ? [new CounterWork(state.Rung + 1)] : [];

    public static EventCodec<CounterEvent> Events { get; } = new(new Dictionary<Type, string>
    {
        [typeof(CounterEvent.Added)] = "counter.added.v1",
        [typeof(CounterEvent.BellRung)] = "counter.bell-rung.v1",
    });

    public static StateCodec<EntitySnapshot<CounterState>> Snapshots { get; } = new("counter-state.v1");
}

public sealed record CounterState(int Sum, int Rung);

public abstract record CounterCommand(DateTimeOffset At)
{
    public sealed record Add(DateTimeOffset At, int By) : CounterCommand(At);

    public sealed record Rang(DateTimeOffset At) : CounterCommand(At);
}

public abstract record CounterEvent(DateTimeOffset At)
{
    public sealed record Added(DateTimeOffset At, int By) : CounterEvent(At);

    public sealed record BellRung(DateTimeOffset At) : CounterEvent(At);
}

public sealed record CounterWork(int Bell) : IWork
{
    public string Key => $"bell/{Bell}";
}
