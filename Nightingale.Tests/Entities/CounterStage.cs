using Nightingale.Actors.Entities;
using Nightingale.Actors.Kernel;
using Nightingale.Actors.Sharding;
using Nightingale.Tests.Kernel;

namespace Nightingale.Tests.Entities;

/// <summary>One counter behind the real shell, on a stage that stands still unless a test moves it, over a journal that fails when a test says so.</summary>
internal sealed class CounterStage
{
    private static readonly Backoff Pause = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1), Jitter: 0, HealthyAfter: TimeSpan.FromMinutes(1));

    private readonly ActorRef<EntityMessage<CounterState, CounterCommand>> _counter;

    public CounterStage(FaultyJournal? journal = null)
    {
        Journal = journal ?? new();
        Stage = new(root: new(Strategy.OneForOne, new(int.MaxValue, TimeSpan.FromSeconds(1))) { Backoff = Pause });
        Permits = new(1, Stage.System.Dispatcher);
        var kind = new EntityKind<CounterState, CounterCommand, CounterEvent, CounterWork>(
            "counter", new Counter(), Counter.Events, Counter.Snapshots, @event => @event.At, _ => (new Bell(this), "system:bell"));
        var address = new EntityAddress("a", "counter/a", new ShardLease(Shards.Of("counter/a"), Epoch: 1), Stay: _ => { });
        _counter = Stage.System.Spawn(new ChildSpec<EntityMessage<CounterState, CounterCommand>>(
            "a", () => new EntityActor<CounterState, CounterCommand, CounterEvent, CounterWork>(kind, address, Journal, new(), Permits)));
        Stage.Settle();
    }

    public Stage Stage { get; }

    public FaultyJournal Journal { get; }

    /// <summary>The right to recover, of which there is one.</summary>
    public RecoveryGate Permits { get; }

    /// <summary>What a bell waits for before it reports that it rang.</summary>
    public TaskCompletionSource Rung { get; } = new();

    /// <summary>How often the counter was restarted.</summary>
    public int Restarts => Stage.System.Tree().Single(node => node.Path == "node/a").Restarts;

    public Task<EntityReply<CounterState>> Add(int by) => Tell(new CounterCommand.Add(DateTimeOffset.UnixEpoch, by));

    public Task<EntityReply<CounterState>> Tell(CounterCommand command) => _counter.Ask<EntityReply<CounterState>>(
        replyTo => new EntityMessage<CounterState, CounterCommand>.Execute(new(command, "user:test"), replyTo), TimeSpan.FromSeconds(10));

    /// <summary>What the command came to, once everything has settled.</summary>
    public async Task<string> AnswerTo(Task<EntityReply<CounterState>> command)
    {
        Stage.Settle();
        if (!command.IsCompleted) return "waits";
        try
        {
            return await command switch
            {
                EntityReply<CounterState>.Refused refused => $"refused: {refused.Refusal.Kind}",
                EntityReply<CounterState>.Done done => $"sum {done.State.Sum} at {done.Version}",
                _ => throw new InvalidOperationException("There is no other answer."),
            };
        }
        catch (EntityUnavailableException)
        {
            return "unavailable";
        }
    }

    private sealed class Bell(CounterStage counter) : IWorker<CounterWork, CounterCommand>
    {
        public async Task Run(string entityId, CounterWork work, IReport<CounterCommand> report, CancellationToken noLongerOwed)
        {
            counter.Stage.Note($"{work.Key} rings");
            try
            {
                await counter.Rung.Task.WaitAsync(noLongerOwed);
                await report.Tell(new CounterCommand.Rang(DateTimeOffset.UnixEpoch));
                counter.Stage.Note($"{work.Key} rang");
            }
            catch (OperationCanceledException)
            {
                counter.Stage.Note($"{work.Key} is cancelled");
                throw;
            }
        }
    }
}
