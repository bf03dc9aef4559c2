namespace Nightingale.Actors.Journal;

/// <summary>Watches an entity's events go by on their way to a replay, and stops it at the first that cannot have been written so.</summary>
/// <param name="persistenceId">The entity.</param>
/// <param name="from">The first sequence number that was asked for.</param>
internal sealed class StreamGuard(string persistenceId, long from)
{
    private long _next = Math.Max(1, from);
    private long _epoch;

    /// <summary>Lets the event pass.</summary>
    /// <exception cref="DamagedJournalException">It leaves a gap, or its epoch is older than that of the event before it.</exception>
    public StoredEvent Pass(StoredEvent stored)
    {
        if (stored.SequenceNr != _next)
            throw new DamagedJournalException($"Event {_next} of {persistenceId} is missing: the next one stored is {stored.SequenceNr}. It is not replayed; `journal verify` tells more.");
        if (stored.Epoch < _epoch)
            throw new DamagedJournalException($"Event {stored.SequenceNr} of {persistenceId} was written under epoch {stored.Epoch}, after one of epoch {_epoch}: two nodes wrote. It is not replayed; `journal verify` tells more.");
        _next++;
        _epoch = stored.Epoch;
        return stored;
    }
}
