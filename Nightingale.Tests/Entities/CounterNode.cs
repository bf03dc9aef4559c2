using System.Collections.Concurrent;
using System.Threading.Channels;
using Nightingale.Actors.Entities;
using Nightingale.Actors.Journal;
using Nightingale.Actors.Kernel;
using Nightingale.Actors.Sharding;

namespace Nightingale.Tests.Entities;

/// <summary>A node that runs counters over a journal; a test starts another over the same journal to see what survives.</summary>
public sealed class CounterNode : IAsyncDisposable
{
    private readonly ActorSystem _system;

    private CounterNode(IJournal journal, TimeProvider time, IWorker<CounterWork, CounterCommand> bell, EntityOptions options, IDispatcher dispatcher)
    {
        _system = new(new ActorSystemOptions { Name = "test", Time = time, Dispatcher = dispatcher });
        Counters = new(
            _system,
            new("counter", new Counter(), Counter.Events, Counter.Snapshots, @event => @event.At, _ => (bell, "system:bell")),
            journal,
            options);
    }

    public EntityRegion<CounterState, CounterCommand, CounterEvent, CounterWork> Counters { get; }

    public static async Task<CounterNode> Start(
        IJournal journal,
        TimeProvider time,
        IWorker<CounterWork, CounterCommand>? bell = null,
        EntityOptions? options = null,
        long epoch = 1,
        IDispatcher? dispatcher = null)
    {
        var node = new CounterNode(journal, time, bell ?? new SilentBell(), options ?? new(), dispatcher ?? new ThreadPoolDispatcher());
        await node.Counters.Acquired([.. Enumerable.Range(0, Shards.Count).Select(shard => new ShardLease(shard, epoch))]);
        return node;
    }

    /// <summary>Whether the entity is in memory.</summary>
    public bool Has(string id) => _system.Tree().Any(node => node.Path.EndsWith($"/{id}", StringComparison.Ordinal));

    public Task<EntityReply<CounterState>> Add(string id, int by, CommandKey? key = null) =>
        Counters.Ask(id, new(new CounterCommand.Add(DateTimeOffset.UnixEpoch, by), "user:test", key)).WaitAsync(TimeSpan.FromSeconds(30));

    public async ValueTask DisposeAsync()
    {
        try
        {
            await Counters.Stop(TimeSpan.FromMinutes(10)); // On a hurried clock that is some seconds.
        }
        catch (AskTimeoutException late)
        {
            var busy = _system.Tree().Where(node => node.State != ActorState.Running || node.MailboxLength > 0);
            throw new TimeoutException($"The counters did not stop. What does something: {string.Join("; ", busy)}", late);
        }
        finally
        {
            await _system.DisposeAsync();
        }
    }

    /// <summary>Never rings: its work stays owed.</summary>
    public sealed class SilentBell : IWorker<CounterWork, CounterCommand>
    {
        private readonly Channel<string> _began = Channel.CreateUnbounded<string>();
        private readonly Channel<string> _cancelled = Channel.CreateUnbounded<string>();

        public ValueTask<string> Began => _began.Reader.ReadAsync();

        public ValueTask<string> Cancelled => _cancelled.Reader.ReadAsync();

        public async Task Run(string entityId, CounterWork work, IReport<CounterCommand> report, CancellationToken noLongerOwed)
        {
            await _began.Writer.WriteAsync($"{entityId} {work.Key}", CancellationToken.None);
            var never = new TaskCompletionSource();
            await using var registration = noLongerOwed.Register(() => never.TrySetCanceled(noLongerOwed));
            try
            {
                await never.Task;
            }
            finally
            {
                await _cancelled.Writer.WriteAsync($"{entityId} {work.Key}", CancellationToken.None);
            }
        }
    }

    /// <summary>Rings, after failing so many times.</summary>
    public sealed class Bell(int failures = 0) : IWorker<CounterWork, CounterCommand>
    {
        private readonly Channel<string> _rang = Channel.CreateUnbounded<string>();
        private readonly ConcurrentQueue<string> _begun = [];
        private int _failures = failures;

        /// <summary>The work that was begun, in this order.</summary>
        public IReadOnlyCollection<string> Begun => _begun;

        public ValueTask<string> Rang => _rang.Reader.ReadAsync();

        public async Task Run(string entityId, CounterWork work, IReport<CounterCommand> report, CancellationToken noLongerOwed)
        {
            _begun.Enqueue(work.Key);
            if (Interlocked.Decrement(ref _failures) >= 0)
            {
                await _rang.Writer.WriteAsync("failed", CancellationToken.None);
                throw new IOException("The rope broke.");
            }

            await report.Tell(new CounterCommand.Rang(DateTimeOffset.UnixEpoch));
            await _rang.Writer.WriteAsync(work.Key, CancellationToken.None);
        }
    }
}
