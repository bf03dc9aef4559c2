using Nightingale.Actors.Instances;
using Nightingale.Actors.Journal;

namespace Nightingale.Actors.Projections;

/// <summary>How events become rows of the list, wherever those are kept.</summary>
/// <param name="Decode">Reads an event's payload.</param>
/// <param name="Initial">The state before the first event.</param>
/// <param name="Evolve">The instances' own fold: the list never knows another truth than they.</param>
public sealed record InstanceFold(Func<StoredEvent, InstanceEvent> Decode, InstanceState Initial, Func<InstanceState, InstanceEvent, InstanceState> Evolve)
{
    private const string Prefix = InstanceId.Kind + "/";

    /// <summary>The instance of an event; null for an event that is no instance's, or whose payload was removed.</summary>
    public static InstanceId? IdOf(StoredEvent stored) =>
        stored.PersistenceId.StartsWith(Prefix, StringComparison.Ordinal) && !stored.Payload.IsEmpty && InstanceId.TryParse(stored.PersistenceId[Prefix.Length..], out var id) ? id : null;

    /// <summary>The row after an event; null where the event does not follow on it: it came before, or the first ones were removed by retention.</summary>
    public InstanceRow? After(InstanceRow? before, StoredEvent stored) =>
        stored.SequenceNr == (before?.Version ?? 0) + 1 ? new(Evolve(before?.State ?? Initial, Decode(stored)), stored.SequenceNr) : null;
}
