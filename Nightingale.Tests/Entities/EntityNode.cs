using Nightingale.Actors.Entities;
using Nightingale.Actors.Journal;
using Nightingale.Actors.Kernel;
using Nightingale.Actors.Sharding;
using Nightingale.Tests.Kernel;

namespace Nightingale.Tests.Entities;

/// <summary>A node on a seeded dispatcher that holds one shard. Cut off, it is simply not run any more, or run too late.</summary>
internal sealed class EntityNode<TState, TCommand, TEvent, TWork>
    where TState : notnull
    where TEvent : notnull
    where TWork : class, IWork
{
    private readonly SeededDispatcher _dispatcher;
    private readonly Random _random;
    private readonly Dictionary<string, TaskCompletionSource> _workers = new(StringComparer.Ordinal);

    public EntityNode(int seed, EntityKind<TState, TCommand, TEvent, TWork> kind, IJournal journal, TimeProvider time, long epoch, string persistenceId)
    {
        (_dispatcher, _random) = (new(seed), new(seed));
        var system = new ActorSystem(new() { Dispatcher = _dispatcher, Time = time, Seed = seed, Throughput = 2 });
        Entities = new(system, kind with { WorkerFor = _ => (new Worker(this), "system:test") }, journal, new() { SnapshotEvery = 3 });
        _ = Turn(() => Entities.Acquired([new ShardLease(Shards.Of(persistenceId), epoch)]));
        Settle();
    }

    /// <summary>The keys of the work that runs.</summary>
    public IEnumerable<string> Running => _workers.Keys;

    public List<string> Broken { get; } = [];

    private EntityRegion<TState, TCommand, TEvent, TWork> Entities { get; }

    public void Settle() => _dispatcher.RunUntilIdle();

    public Task<EntityReply<TState>> Ask(string id, Envelope<TCommand> envelope) => Turn(() => Entities.Ask(id, envelope));

    public Task<EntityReply<TState>.Done> Get(string id) => Turn(() => Entities.Get(id));

    /// <summary>One of the workers throws, or returns though its work is owed.</summary>
    public void DisturbAWorker()
    {
        if (_workers.Count == 0) return;
        var worker = _workers.Values.ElementAt(_random.Next(_workers.Count));
        if (_random.Next(2) == 0) worker.TrySetResult();
        else worker.TrySetException(new Fail.FailedException("disturbed"));
    }

    /// <summary>Runs this, and all that it awaits, in turns of the dispatcher.</summary>
    private Task<T> Turn<T>(Func<Task<T>> what)
    {
        var outcome = new TaskCompletionSource<T>();
        _dispatcher.Post(_ => _ = Forward(), null);
        return outcome.Task;

        async Task Forward()
        {
            try
            {
                outcome.SetResult(await what());
            }
            catch (EntityUnavailableException fault)
            {
                outcome.SetException(fault);
            }
        }
    }

    private Task<int> Turn(Func<Task> what) => Turn(async () =>
    {
        await what();
        return 0;
    });

    private sealed class Worker(EntityNode<TState, TCommand, TEvent, TWork> node) : IWorker<TWork, TCommand>
    {
        public async Task Run(string entityId, TWork work, IReport<TCommand> report, CancellationToken noLongerOwed)
        {
            var end = new TaskCompletionSource();
            if (!node._workers.TryAdd(work.Key, end)) node.Broken.Add($"two workers of {work.Key} at once");
            await using var registration = noLongerOwed.Register(() => end.TrySetCanceled(noLongerOwed));
            try
            {
                await end.Task;
            }
            finally
            {
                await Task.Yield();
                node._workers.Remove(work.Key);
            }
        }
    }
}
