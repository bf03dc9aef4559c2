using Nightingale.Actors.Entities;
using Nightingale.Actors.Instances;

namespace Nightingale.Tests.Instances;

/// <summary>The real decider with one thing wrong: a property that does not notice proves nothing.</summary>
internal sealed class PlantedDefect : IDecider<InstanceState, InstanceCommand, InstanceEvent, InstanceWork>
{
    private readonly InstanceDecider _real = new(new());

    public Func<InstanceState, InstanceCommand, Decision<InstanceEvent>, Decision<InstanceEvent>> Deciding { get; init; } = (_, _, decision) => decision;

    public Func<InstanceState, InstanceEvent, InstanceState> Evolving { get; init; } = (state, _) => state;

    public Func<IReadOnlyCollection<InstanceWork>, IReadOnlyCollection<InstanceWork>> Owing { get; init; } = owed => owed;

    public InstanceState Initial => _real.Initial;

    public Decision<InstanceEvent> Decide(InstanceState state, InstanceCommand command) => Deciding(state, command, _real.Decide(state, command));

    public InstanceState Evolve(InstanceState state, InstanceEvent @event) => Evolving(_real.Evolve(state, @event), @event);

    public IReadOnlyCollection<InstanceWork> Owed(InstanceState state) => Owing(_real.Owed(state));

    /// <summary>A decider that writes other events than it should.</summary>
    public static PlantedDefect InEvents(Func<InstanceCommand, IReadOnlyList<InstanceEvent>, IEnumerable<InstanceEvent>> change) => new()
    {
        Deciding = (_, command, decision) => decision is Decision<InstanceEvent>.Accepted { Events: var events }
            ? Decision<InstanceEvent>.Accept([.. change(command, events)])
            : decision,
    };
}
