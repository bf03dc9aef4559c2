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
        Pass(stored.SequenceNr, stored.Epoch);
        return stored;
    }

    /// <summary>Lets the event pass.</summary>
    /// <exception cref="DamagedJournalException">It leaves a gap, or its epoch is older than that of the event before it.</exception>
    public void Pass(long sequenceNr, long epoch)
    {
        if (sequenceNr != _next)
            throw new DamagedJournalException($"Event {_next} of {persistenceId} is missing: the next one stored is {sequenceNr}. It is not replayed; `journal verify` tells more.");
        if (epoch < _epoch)
            throw new DamagedJournalException($"Event {sequenceNr} of {persistenceId} was written under epoch {epoch}, after one of epoch {_epoch}: two nodes wrote. It is not replayed; `journal verify` tells more.");
        _next++;
        _epoch = epoch;
    }
}
