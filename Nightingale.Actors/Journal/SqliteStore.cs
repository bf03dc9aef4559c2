using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

using SQLitePCL;

namespace Nightingale.Actors.Journal;

/// <summary>The journal's database with all that changes it. For the journal's thread alone.</summary>
internal sealed class SqliteStore : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly Subscribers _subscribers;
    private readonly ILogger _log;
    private readonly Statement _begin;
    private readonly Statement _commit;
    private readonly Statement _rollBack;

    public SqliteStore(SqliteConnection connection, long epoch, Subscribers subscribers, ILogger log)
    {
        _connection = connection;
        _subscribers = subscribers;
        _log = log;
        _begin = new(connection, "BEGIN IMMEDIATE");
        _commit = new(connection, "COMMIT");
        _rollBack = new(connection, "ROLLBACK");
        Epoch = epoch;
        Events = new(connection);
        Entities = new(connection);
        Checkpoints = new(connection);
        Heads = new(connection, Events, Checkpoints);
    }

    /// <summary>The epoch that appends must carry.</summary>
    public long Epoch { get; }

    /// <summary>The table of events.</summary>
    public SqliteEvents Events { get; }

    /// <summary>The tables of entities and their snapshots.</summary>
    public SqliteEntities Entities { get; }

    /// <summary>The tables of checkpoints and keys.</summary>
    public SqliteCheckpoints Checkpoints { get; }

    /// <summary>Where entities and shards stand.</summary>
    public SqliteHeads Heads { get; }

    /// <summary>The database itself.</summary>
    public SqliteConnection Connection => _connection;

    /// <summary>
    /// Stores what the rules accept in one commit. If that fails, each request gets a commit of its own: one that does not fit harms no other.
    /// </summary>
    public void Commit(IReadOnlyList<PendingAppend> batch)
    {
        var plan = new AppendPlan(Epoch, Heads.Entity, Heads.Shard);
        var accepted = new List<(PendingAppend Append, IReadOnlyList<StoredEvent> Events)>(batch.Count);
        try
        {
            foreach (var append in batch)
                if (plan.Add(append.Request, out var events) is { } refusal) append.Refuse(refusal);
                else accepted.Add((append, events));
            if (accepted.Count == 0) return;
            InTransaction(() => Write(plan, accepted.SelectMany(one => one.Events)));
        }
        catch (Exception fault)
        {
            JournalLog.CommitFailed(_log, batch.Count, fault);
            if (accepted.Count > 1 && fault is not UnknownOutcomeException)
                foreach (var (append, _) in accepted) Commit([append]);
            else
                foreach (var append in batch) append.Refuse(Failure(fault));
            return;
        }

        Heads.Accept(plan);
        foreach (var (append, events) in accepted)
        {
            _subscribers.Publish(events);
            append.Accept(events);
        }
    }

    /// <summary>Removes payloads and records it, in one commit.</summary>
    public void RemovePayloads(string persistenceId, long through, DateTimeOffset at)
    {
        var subject = Heads.Entity(persistenceId);
        var last = Math.Min(through, subject.SequenceNr);
        var plan = new AppendPlan(Epoch, Heads.Entity, Heads.Shard);
        var record = Retention.Record(persistenceId, last, subject, Heads.Entity(Retention.StreamOf(persistenceId)), Epoch, at);
        IReadOnlyList<StoredEvent> events = [];
        InTransaction(() =>
        {
            if (Events.RemovePayloads(persistenceId, last) == 0) return;
            if (plan.Add(record, out events) is { } refusal) throw refusal;
            Write(plan, events);
        });
        if (events.Count == 0) return;
        Heads.Accept(plan);
        _subscribers.Publish(events);
    }

    public void Dispose()
    {
        Heads.Dispose();
        Checkpoints.Dispose();
        Entities.Dispose();
        Events.Dispose();
        _begin.Dispose();
        _commit.Dispose();
        _rollBack.Dispose();
        _connection.Dispose();
    }

    private static JournalException Failure(Exception fault) => fault switch
    {
        JournalException known => known,
        SqliteException { SqliteErrorCode: raw.SQLITE_FULL } => new AppendFailedException("The disk is full; nothing was written. The journal goes on as soon as there is room.", fault),
        _ => new AppendFailedException("The journal could not write; nothing was written.", fault),
    };

    private void Write(AppendPlan plan, IEnumerable<StoredEvent> events)
    {
        foreach (var stored in events) Events.Insert(stored);
        foreach (var (persistenceId, head) in plan.Entities)
            if (Heads.Entity(persistenceId) is var before && (!before.Exists || before.OwesWork != head.OwesWork))
                Entities.Upsert(persistenceId, head.Shard, head.OwesWork);
    }

    private void InTransaction(Action write)
    {
        _begin.Execute();
        try
        {
            write();
            _commit.Execute();
        }
        catch (Exception fault)
        {
            // Some errors, a full disk among them, have rolled back already.
            if (raw.sqlite3_get_autocommit(_connection.Handle) == 0) _rollBack.Execute();
            if (fault is SqliteException { SqliteExtendedErrorCode: raw.SQLITE_IOERR_FSYNC or raw.SQLITE_IOERR_DIR_FSYNC })
                throw new UnknownOutcomeException("The disk did not confirm the commit: it may or may not be stored.", fault);
            throw;
        }
    }
}
