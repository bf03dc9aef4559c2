namespace Nightingale.Actors.Entities;

/// <summary>What recovery needs instead of the events before it.</summary>
/// <param name="State">The entity's state.</param>
/// <param name="Keys">The idempotency keys that it remembers, oldest first.</param>
public sealed record EntitySnapshot<TState>(TState State, IReadOnlyList<string> Keys);
