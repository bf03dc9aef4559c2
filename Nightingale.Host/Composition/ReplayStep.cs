namespace Nightingale.Host.Composition;

/// <summary>An event and what came of it.</summary>
/// <param name="Sequence">The event's sequence number.</param>
/// <param name="At">When it happened.</param>
/// <param name="Type">What happened.</param>
/// <param name="State">The state after it, as JSON in UTF-8: the bytes that the live entity has too.</param>
public sealed record ReplayStep(long Sequence, DateTimeOffset At, string Type, ReadOnlyMemory<byte> State);
