using Microsoft.Extensions.Logging;

namespace Nightingale.Actors.Kernel;

/// <summary>A tree of actors in this process, under one root supervisor.</summary>
public sealed class ActorSystem : IAsyncDisposable
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ActorSystemOptions _options;
    private readonly Random _jitter;
    private readonly long _startedAt;
    private readonly Cell<RootMessage> _root;

    /// <summary>Starts the root supervisor.</summary>
    /// <exception cref="ArgumentException">The options have problems; the message names all of them.</exception>
    public ActorSystem(ActorSystemOptions options)
    {
        var problems = string.Join(' ', options.Problems());
        if (problems.Length > 0) throw new ArgumentException(problems, nameof(options));
        _options = options;
        _jitter = new(options.Seed);
        _startedAt = options.Time.GetTimestamp();
        Log = options.Logs.CreateLogger("Nightingale.Actors.Kernel");
        DeadLetters = new(options.Time, Log);
        Asks = new(options.Time, DeadLetters);
        var actors = new ShutdownPhase("actors", options.StopWithin);
        actors.Add("root", _ => StopActors());
        Shutdown = new(this, actors);
        _root = new(this, parent: null, new(options.Name, static () => new Root()) { Children = options.Children }, number: 0);
        _root.Send(new Signal.Start());
    }

    /// <summary>The clock of the system.</summary>
    public TimeProvider Time => _options.Time;

    /// <summary>How this system ends.</summary>
    public CoordinatedShutdown Shutdown { get; }

    /// <summary>The messages that nobody received.</summary>
    public DeadLetters DeadLetters { get; }

    /// <summary>Completes when the last actor has ended: after a shutdown, also one that began because the root gave up.</summary>
    public Task Ended => _ended.Task;

    internal IDispatcher Dispatcher => _options.Dispatcher;

    internal ILoggerFactory Logs => _options.Logs;

    internal int Throughput => _options.Throughput;

    internal ILogger Log { get; }

    internal Asks Asks { get; }

    /// <summary>Monotonic time since the system started.</summary>
    internal TimeSpan Uptime => Time.GetElapsedTime(_startedAt);

    /// <summary>Starts a top-level actor. When it fails beyond what the root bears, the system shuts down.</summary>
    /// <exception cref="ArgumentException">A live top-level actor has that name.</exception>
    /// <exception cref="ActorStoppedException">The actors are being stopped.</exception>
    public ActorRef<TMessage> Spawn<TMessage>(ChildSpec<TMessage> child) => _root.Spawn(child);

    /// <summary>All live actors, each behind its parent and in start order. Each is a snapshot; the whole is not one.</summary>
    public IReadOnlyList<TreeNode> Tree()
    {
        List<TreeNode> nodes = [];
        Add(_root);
        return nodes;

        void Add(Cell cell)
        {
            nodes.Add(cell.Snapshot());
            foreach (var child in cell.Children()) Add(child);
        }
    }

    /// <summary>Runs the <see cref="Shutdown"/>.</summary>
    public async ValueTask DisposeAsync() => await Shutdown.Run("the system is disposed of");

    internal double Roll()
    {
        lock (_jitter) return _jitter.NextDouble();
    }

    /// <summary>Above the root is the system. When the root fails the node goes, so that what it owned can be taken over.</summary>
    internal void RootReports(SupervisorInput.OfChild input)
    {
        switch (input)
        {
            case SupervisorInput.Failed failed:
                KernelLog.RootFailed(Log, failed.Fault);
                Dispatcher.Schedule(new ShutdownAfterFailure(Shutdown));
                break;
            case SupervisorInput.Ended:
                _ended.TrySetResult();
                break;
        }
    }

    /// <summary>Begins to stop all actors.</summary>
    internal void RequestStop() => _root.RequestEnd(final: true);

    private async Task StopActors()
    {
        RequestStop();
        await Ended;
        DeadLetters.Flush();
    }

    /// <summary>The root receives nothing.</summary>
    private abstract record RootMessage;

    private sealed class Root : Actor<RootMessage>
    {
        public override ValueTask Receive(RootMessage message) => throw new InvalidOperationException("The root receives nothing.");
    }

    private sealed class ShutdownAfterFailure(CoordinatedShutdown shutdown) : IThreadPoolWorkItem
    {
        // Not awaited: a shutdown logs what goes wrong in it, and never throws.
        public void Execute() => _ = shutdown.Run("the root supervisor gave up");
    }
}
