using Npgsql;
using NpgsqlTypes;

namespace Nightingale.Actors.Journal;

/// <summary>
/// What one writer stores, and under which fence. Every transaction locks the leases of its shards <c>FOR SHARE</c>, so that none of them can be taken over between
/// the look at its epoch and the commit. A writer that is busy knows where its shards end, and needs one round trip for all of it.
/// </summary>
internal sealed class FencedStore(PostgresJournalOptions options)
{
    private readonly PostgresHeads _heads = new(options.Database);
    private readonly FencedConnection _connection = new(options);

    /// <summary>Whether the next transaction needs no other connection.</summary>
    public bool IsOpen => _connection.IsOpen;

    /// <summary>Where an entity ended after the last look at it.</summary>
    public EntityHead Head(string persistenceId) => _heads.Entity(persistenceId);

    /// <summary>Plans requests, once or twice, and stores what was planned last in one commit.</summary>
    /// <exception cref="JournalException">Nothing was written, or nobody knows: then the connection is gone.</exception>
    public async Task Append(IReadOnlyCollection<AppendRequest> requests, Func<AppendPlan, IReadOnlyList<StoredEvent>> make)
    {
        if (options.LockLeases && _connection.IsFresh && requests.All(_heads.Know) && await AtOnce(make)) return;
        await InTransaction([.. requests.Select(request => request.Shard)], [.. requests.Select(request => request.PersistenceId)], make);
    }

    /// <summary>Locks the leases, learns what is not known, plans, stores what is planned, and commits.</summary>
    /// <exception cref="JournalException">Nothing was written, or nobody knows: then the connection is gone.</exception>
    public async Task InTransaction(
        IReadOnlyList<int> shards,
        IReadOnlyList<string> persistenceIds,
        Func<AppendPlan, IReadOnlyList<StoredEvent>> make,
        Func<IEnumerable<NpgsqlBatchCommand>>? more = null,
        Func<NpgsqlConnection, CancellationToken, Task<bool>>? onlyIf = null)
    {
        var sent = false;
        try
        {
            var (connection, epochs) = await _connection.Begin(shards);
            await _heads.Load(connection, epochs, persistenceIds);
            var plan = new AppendPlan(shard => epochs.GetValueOrDefault(shard, -1), _heads.Entity, _heads.Shard);
            var events = onlyIf is null || await onlyIf(connection, default) ? make(plan) : [];
            if (events.Count == 0)
            {
                await _connection.Execute([new("ROLLBACK")]);
                return;
            }

            sent = true;
            await _connection.Execute([PostgresEvents.Insert(events), .. Entities(plan), .. more?.Invoke() ?? [], new("COMMIT")]);
            _heads.Accept(plan);
        }
        catch (Exception fault) when (fault is NpgsqlException or InvalidOperationException or IOException or JournalException)
        {
            throw await Failed(sent ? PostgresFaults.WithCommit(fault) : PostgresFaults.BeforeCommit(fault));
        }
    }

    /// <summary>Closes the connection; the next transaction opens another.</summary>
    public Task Close() => _connection.Close();

    // What was learned under an epoch is true for as long as it is the epoch; that it still is, the same transaction makes sure of. It does so last: what is sent
    // may be long, and a node that is stopped in the middle of it must not keep its leases from everybody else.
    private async Task<bool> AtOnce(Func<AppendPlan, IReadOnlyList<StoredEvent>> make)
    {
        var plan = new AppendPlan(_heads.Epoch, _heads.Entity, _heads.Shard);
        var events = make(plan);
        if (events.Count == 0) return true;
        var hold = FencedConnection.Hold([.. plan.Shards.Keys], _heads.Epoch);
        try
        {
            await _connection.Execute([PostgresEvents.Insert(events), .. Entities(plan), hold]);
            _heads.Accept(plan);
            return true;
        }
        catch (PostgresException) when (hold.StatementType == StatementType.Unknown)
        {
            // The server answered before it was done with the leases: one was lost, an event was there, or it had ended the connection. Nothing was written.
            _heads.Clear();
            if (!_connection.IsOpen) await _connection.Close();
            return false;
        }
        catch (Exception fault) when (fault is NpgsqlException or InvalidOperationException or IOException)
        {
            throw await Failed(PostgresFaults.WithCommit(fault));
        }
    }

    private async Task<JournalException> Failed(JournalException told)
    {
        _heads.Clear();
        if (told is UnknownOutcomeException || !await _connection.RolledBack()) await _connection.Close();
        return told;
    }

    private IEnumerable<NpgsqlBatchCommand> Entities(AppendPlan plan)
    {
        var changed = plan.Entities.Where(entity => _heads.Entity(entity.Key) is var before && (!before.Exists || before.OwesWork != entity.Value.OwesWork)).ToList();
        if (changed.Count == 0) yield break;
        yield return new(
            """
            INSERT INTO entity (persistence_id, shard, owes_work) SELECT * FROM unnest($1, $2, $3)
            ON CONFLICT (persistence_id) DO UPDATE SET owes_work = excluded.owes_work
            """)
        {
            Parameters =
            {
                PostgresEvents.Array(NpgsqlDbType.Text, changed.Select(entity => entity.Key)),
                PostgresEvents.Array(NpgsqlDbType.Integer, changed.Select(entity => entity.Value.Shard)),
                PostgresEvents.Array(NpgsqlDbType.Boolean, changed.Select(entity => entity.Value.OwesWork)),
            },
        };
    }
}
