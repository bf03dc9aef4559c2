using Nightingale.Actors.Entities;

namespace Nightingale.Actors.Instances;

/// <summary>The rules of an instance's life. Everything that it says is in four files: decisions, history, owed work, metering.</summary>
public sealed class InstanceDecider(InstanceRules rules) : IDecider<InstanceState, InstanceCommand, InstanceEvent, InstanceWork>
{
    /// <inheritdoc/>
    public InstanceState Initial { get; } = new();

    /// <inheritdoc/>
    public Decision<InstanceEvent> Decide(InstanceState state, InstanceCommand command) => InstanceDecisions.Decide(rules, state, command);

    /// <inheritdoc/>
    public InstanceState Evolve(InstanceState state, InstanceEvent @event) => InstanceHistory.Evolve(state, @event);

    /// <inheritdoc/>
    public IReadOnlyCollection<InstanceWork> Owed(InstanceState state) => OwedWork.Of(rules, state);
}
