using Nightingale.Actors.Journal;
using Nightingale.Actors.Kernel;
using Nightingale.Actors.Sharding;

namespace Nightingale.Actors.Entities;

/// <summary>
/// The one shell around every decider: recovers, decides, appends, and only then evolves, answers and follows what is owed. A fault of the journal
/// ends this incarnation; the next one recovers from what is stored, so nobody ever hears that something happened which did not.
/// </summary>
internal sealed class EntityActor<TState, TCommand, TEvent, TWork>(
    EntityKind<TState, TCommand, TEvent, TWork> kind,
    EntityAddress address,
    IJournal journal,
    EntityOptions options,
    RecoveryGate recoveries)
    : Actor<EntityMessage<TState, TCommand>>
    where TEvent : notnull
    where TWork : class, IWork
{
    private RememberedKeys? _keys;
    private Workers<TState, TCommand, TEvent, TWork> _workers = null!;
    private TState _state = kind.Decider.Initial;
    private long _version;
    private long _snapshotAt;

    public override async ValueTask Started()
    {
        _workers = new(kind, address.EntityId, Context, options);
        await recoveries.Enter(address.OwesWork, Context.Stopping);
        try
        {
            await Recover();
        }
        finally
        {
            recoveries.Leave();
        }

        Context.ReleaseStopping();
        _workers.Follow(kind.Decider.Owed(_state));
    }

    public override async ValueTask Receive(EntityMessage<TState, TCommand> message)
    {
        switch (message)
        {
            case EntityMessage<TState, TCommand>.Execute execute:
                await ExecuteOrFail(execute);
                break;
            case EntityMessage<TState, TCommand>.Show show:
                show.ReplyTo.Reply(new(_state, _version));
                break;
            case EntityMessage<TState, TCommand>.WorkerEnded ended:
                _workers.Ended(ended.Key);
                _workers.Follow(kind.Decider.Owed(_state));
                break;
            case EntityMessage<TState, TCommand>.Leave:
                if (_workers.None) Context.StopSelf();
                else address.Stay(address.EntityId);
                break;
            default: throw new InvalidOperationException($"An entity does not know {message}.");
        }
    }

    // Whoever asked is told at once, whatever broke; then this incarnation ends by the fault.
    private async Task ExecuteOrFail(EntityMessage<TState, TCommand>.Execute execute)
    {
        try
        {
            await Execute(execute);
        }
        catch (Exception fault)
        {
            var why = fault is JournalException ? fault.Message : $"The {kind.Name} failed over the request and restarts; look at its events before you try again.";
            execute.ReplyTo.FailIfOpen(new EntityUnavailableException(why, fault) { NothingDone = fault is AppendFailedException or FencedException or OverlappingWriterException });
            throw;
        }
    }

    private async Task Execute(EntityMessage<TState, TCommand>.Execute execute)
    {
        var (command, principal, key) = execute.Envelope;
        if (key is not null && _keys?.FingerprintOf(key.Key) is { } fingerprint)
        {
            execute.ReplyTo.Reply(Repetition(key, fingerprint));
            return;
        }

        switch (kind.Decider.Decide(_state, command))
        {
            case Decision<TEvent>.Refused(var refusal):
                execute.ReplyTo.Reply(new EntityReply<TState>.Refused(refusal));
                break;
            case Decision<TEvent>.Accepted { Events: [] }:
                execute.ReplyTo.Reply(new EntityReply<TState>.Done(_state, _version));
                break;
            case Decision<TEvent>.Accepted { Events: var events }:
                if (!await Persist(events, principal, key, execute.ReplyTo)) break;
                execute.ReplyTo.Reply(new EntityReply<TState>.Done(_state, _version));
                _workers.Follow(kind.Decider.Owed(_state));
                await SnapshotWhenDue();
                break;
            case var other: throw new InvalidOperationException($"An entity does not know the decision {other}.");
        }
    }

    private EntityReply<TState> Repetition(CommandKey key, string fingerprint) =>
        string.Equals(fingerprint, key.Fingerprint, StringComparison.Ordinal)
            ? new EntityReply<TState>.Done(_state, _version)
            : new EntityReply<TState>.Refused(new(
                RefusalKind.KeyReused,
                "The idempotency key was used before for a request with another content. Use a new key for a new request."));

    /// <returns>False when the journal refuses these events for good: nothing was written, and the entity goes on.</returns>
    private async Task<bool> Persist(IReadOnlyList<TEvent> events, string principal, CommandKey? key, ReplyTo<EntityReply<TState>> replyTo)
    {
        var next = events.Aggregate(_state, kind.Decider.Evolve);
        var stored = key is null ? null : RememberedKeys.Write(key);
        var request = new AppendRequest(
            address.PersistenceId, address.Lease.Shard, address.Lease.Epoch, _version, [.. events.Select(Entry)], principal, stored, OwesWork: kind.Decider.Owed(next).Count > 0);
        try
        {
            await journal.Append(request);
        }
        catch (AppendRejectedException rejected)
        {
            replyTo.Reply(new EntityReply<TState>.Refused(new(RefusalKind.Invalid, rejected.Message)));
            return false;
        }

        _state = next;
        _version += events.Count;
        if (stored is not null) Remember(stored);
        return true;
    }

    private void Remember(string stored) => (_keys ??= new(options.KeysRemembered)).Remember(stored);

    private NewEvent Entry(TEvent @event) => kind.Events.Encode(@event, kind.At(@event));

    private async Task Recover()
    {
        var (snapshot, events, rest) = await journal.Recover(address.PersistenceId, kind.Snapshots.Manifest, Context.Stopping);
        if (snapshot is not null)
        {
            if (kind.Snapshots.TryDecode(snapshot, out var known))
            {
                (_state, _version, _snapshotAt) = (known.State, snapshot.SequenceNr, snapshot.SequenceNr);
                foreach (var stored in known.Keys) Remember(stored);
            }
            else
                (events, rest) = ([], journal.Read(address.PersistenceId, stop: Context.Stopping).Select(ReplayedEvent.Of));
        }

        foreach (var stored in events) Replay(stored);
        if (rest is null) return;
        await foreach (var stored in rest) Replay(stored);
    }

    private void Replay(ReplayedEvent stored)
    {
        _state = kind.Decider.Evolve(_state, kind.Events.Decode(address.PersistenceId, stored));
        _version = stored.SequenceNr;
        if (stored.CommandKey is { } key) Remember(key);
    }

    private async Task SnapshotWhenDue()
    {
        if (_version - _snapshotAt < options.SnapshotEvery) return;
        _snapshotAt = _version;
        try
        {
            await journal.SaveSnapshot(kind.Snapshots.Encode(address.PersistenceId, _version, new(_state, [.. _keys?.Stored ?? []])));
        }
        catch (JournalException fault)
        {
            // A snapshot is a cache: without it the next recovery reads more events, and nothing else.
            EntitiesLog.SnapshotFailed(Context.Log, address.PersistenceId, _version, fault.Message);
        }
    }
}
