using Microsoft.Extensions.Logging;

using SQLitePCL;

namespace Nightingale.Actors.Journal;

/// <summary>Everything that changes the journal, each change in one transaction. For the journal's thread alone.</summary>
internal sealed class SqliteWriter : IDisposable
{
    private readonly SqliteStore _store;
    private readonly CheckpointKeys _keys;
    private readonly TimeProvider _time;
    private readonly Subscribers _subscribers;
    private readonly ILogger _log;
    private readonly SqliteHeads _heads;
    private readonly Statement _begin;
    private readonly Statement _commit;
    private readonly Statement _rollBack;

    /// <summary>Begins a new epoch, with the given key.</summary>
    public SqliteWriter(SqliteStore store, CheckpointKeys keys, TimeProvider time, Subscribers subscribers, ILogger log)
    {
        _store = store;
        _keys = keys;
        _time = time;
        _subscribers = subscribers;
        _log = log;
        _heads = new(store.Connection, store.Events, store.Checkpoints);
        _begin = new(store.Connection, "BEGIN IMMEDIATE");
        _commit = new(store.Connection, "COMMIT");
        _rollBack = new(store.Connection, "ROLLBACK");
        try
        {
            Epoch = Epochs.Raise(store.Connection);
            if (store.Checkpoints.Keys() is { Count: > 0 } known && known.All(key => key.Id != keys.Current.Id)) JournalLog.KeyLost(log, keys.Current.Id);
            store.Checkpoints.Insert(keys.Current);
        }
        catch
        {
            Dispose(); // A statement that is left keeps the file locked.
            throw;
        }
    }

    /// <summary>The epoch that appends must carry.</summary>
    public long Epoch { get; }

    /// <summary>
    /// Stores what the rules accept in one commit. If that fails, each request gets a commit of its own: one that does not fit harms no other.
    /// </summary>
    public void Commit(IReadOnlyList<PendingAppend> batch)
    {
        var accepted = new List<(PendingAppend Append, IReadOnlyList<StoredEvent> Events)>(batch.Count);
        var plan = Plan();
        try
        {
            foreach (var append in batch)
                if (plan.Add(append, out var events) is { } refusal) append.Refuse(refusal);
                else accepted.Add((append, events));
            if (accepted.Count > 0) InTransaction(() => Write(plan, accepted.SelectMany(one => one.Events)));
        }
        catch (Exception fault)
        {
            JournalLog.CommitFailed(_log, batch.Count, fault);
            var open = batch.Where(append => !append.Outcome.IsCompleted).ToList();
            if (batch.Count > 1 && fault is not UnknownOutcomeException)
                foreach (var append in open) Commit([append]);
            else
                foreach (var append in open) append.Refuse(SqliteFaults.Writing(fault));
            return;
        }

        _heads.Accept(plan);
        foreach (var (append, events) in accepted)
        {
            _subscribers.Publish(events);
            append.Accept(events);
        }
    }

    /// <summary>Removes an entity's payloads up to a sequence number, and records that.</summary>
    public void RemovePayloads(string persistenceId, long through)
    {
        var subject = _heads.Entity(persistenceId);
        var last = Math.Min(through, subject.SequenceNr);
        var stream = _heads.Entity(Retention.StreamOf(persistenceId));
        var record = Retention.Record(persistenceId, last, subject, stream, Epoch, _time.GetUtcNow());
        var plan = Plan();
        IReadOnlyList<StoredEvent> events = [];
        InTransaction(() =>
        {
            if (_store.Events.RemovePayloads(persistenceId, last) == 0) return;
            if (plan.Add(record, out events) is { } refusal) throw refusal;
            Write(plan, events);
        });
        if (events.Count == 0) return;
        _heads.Accept(plan);
        _subscribers.Publish(events);
    }

    /// <summary>Stores a snapshot.</summary>
    public void Save(Snapshot snapshot) => InTransaction(() => _store.Entities.Save(snapshot));

    /// <summary>Signs where the shards stand; null if none moved since the last time, unless <paramref name="evenIfNoneMoved"/>.</summary>
    public Checkpoint? WriteCheckpoint(bool evenIfNoneMoved = false)
    {
        var moved = _heads.Uncovered;
        if (moved.Count == 0 && !evenIfNoneMoved) return null;
        var (number, hash) = _store.Checkpoints.Last();
        var checkpoint = Checkpoint.Sign(_keys, number + 1, _time.GetUtcNow(), hash, moved);
        InTransaction(() => _store.Checkpoints.Insert(checkpoint));
        _heads.Sign(moved);
        return checkpoint;
    }

    /// <summary>Signs where the shards stand; a failure is logged, and the next checkpoint makes up for it.</summary>
    public void TryWriteCheckpoint(bool evenIfNoneMoved = false)
    {
        try
        {
            WriteCheckpoint(evenIfNoneMoved);
        }
        catch (JournalException fault)
        {
            JournalLog.CheckpointFailed(_log, fault);
        }
    }

    /// <summary>Replaces the key that signs.</summary>
    public CheckpointKey RotateKey()
    {
        _keys.Rotate(key => InTransaction(() => _store.Checkpoints.Insert(key)));
        JournalLog.KeyRotated(_log, _keys.Current.Id);
        return _keys.Current;
    }

    public void Dispose()
    {
        _heads.Dispose();
        _begin.Dispose();
        _commit.Dispose();
        _rollBack.Dispose();
        _keys.Dispose();
    }

    private AppendPlan Plan() => new(_ => Epoch, _heads.Entity, _heads.Shard);

    private void Write(AppendPlan plan, IEnumerable<StoredEvent> events)
    {
        foreach (var stored in events) _store.Events.Insert(stored);
        foreach (var (persistenceId, head) in plan.Entities)
            if (_heads.Entity(persistenceId) is var before && (!before.Exists || before.OwesWork != head.OwesWork))
                _store.Entities.Upsert(persistenceId, head.Shard, head.OwesWork);
    }

    private void InTransaction(Action write)
    {
        try
        {
            _begin.Execute();
            write();
            _commit.Execute();
        }
        catch (Exception fault)
        {
            // Some errors, a full disk among them, have rolled back already.
            if (raw.sqlite3_get_autocommit(_store.Connection.Handle) == 0) _rollBack.Execute();
            throw SqliteFaults.Writing(fault);
        }
    }
}
