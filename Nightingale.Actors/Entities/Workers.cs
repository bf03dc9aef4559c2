using Nightingale.Actors.Kernel;

namespace Nightingale.Actors.Entities;

/// <summary>The workers of one entity: kept equal to what its state owes.</summary>
internal sealed class Workers<TState, TCommand, TEvent, TWork>(
    EntityKind<TState, TCommand, TEvent, TWork> kind,
    string entityId,
    ActorContext<EntityMessage<TState, TCommand>> context,
    EntityOptions options)
    where TEvent : notnull
    where TWork : class, IWork
{
    private Dictionary<string, Running>? _running; // made with the first: most entities owe nothing most of the time

    /// <summary>Whether nothing is owed and nothing runs.</summary>
    public bool None => _running is not { Count: > 0 };

    /// <summary>
    /// Starts what is owed and does not run, cancels what runs and is no longer owed. Work that is owed again while its cancelled worker still ends
    /// starts when that one has ended.
    /// </summary>
    public void Follow(IReadOnlyCollection<TWork> owed)
    {
        if (owed.Count == 0 && None) return;
        _running ??= new(StringComparer.Ordinal);
        var plan = WorkPlan<TWork>.Between(owed, _running.Keys);
        foreach (var key in plan.Cancel) Cancel(_running[key]);
        foreach (var work in plan.Start) Start(work);
    }

    /// <summary>A worker's actor has ended. What it worked on may be owed again: follow with what is owed now.</summary>
    public void Ended(string key) => _running?.Remove(key);

    private void Start(TWork work)
    {
        var (worker, principal) = kind.WorkerFor(work);
        var child = context.Spawn(new ChildSpec<WorkerMessage>(work.Key, () => new WorkerActor<TWork, TCommand>(entityId, work, worker, Report, options))
        {
            Restart = RestartKind.Permanent,
            StopWithin = options.WorkerStopWithin,
        });
        context.Watch(child, new EntityMessage<TState, TCommand>.WorkerEnded(work.Key));
        _running![work.Key] = new(child);

        IReport<TCommand> Report(CancellationToken noLongerOwed) => new ReportToEntity(context.Self, principal, options.AskTimeout, noLongerOwed);
    }

    private void Cancel(Running running)
    {
        if (running.Cancelled) return;
        running.Cancelled = true;
        context.Stop(running.Actor);
    }

    private sealed class Running(ActorRef<WorkerMessage> actor)
    {
        public ActorRef<WorkerMessage> Actor { get; } = actor;

        public bool Cancelled { get; set; }
    }

    private sealed class ReportToEntity(ActorRef<EntityMessage<TState, TCommand>> entity, string principal, TimeSpan timeout, CancellationToken noLongerOwed) : IReport<TCommand>
    {
        public async Task<Refusal?> Tell(TCommand command)
        {
            var reply = await entity.Ask<EntityReply<TState>>(
                replyTo => new EntityMessage<TState, TCommand>.Execute(new(command, principal), replyTo), timeout, noLongerOwed);
            return (reply as EntityReply<TState>.Refused)?.Refusal;
        }
    }
}
