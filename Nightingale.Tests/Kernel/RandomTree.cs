using Nightingale.Actors.Kernel;

namespace Nightingale.Tests.Kernel;

/// <summary>A small tree on a seeded dispatcher, whose actors start, fail, go, spawn, stop and wait as the seed says; it notes every promise that is broken.</summary>
internal sealed class RandomTree
{
    private static readonly Strategy[] Strategies = Enum.GetValues<Strategy>();
    private static readonly Directive[] Directives = Enum.GetValues<Directive>();
    private static readonly RestartKind[] Kinds = Enum.GetValues<RestartKind>();

    private readonly SeededDispatcher _dispatcher;
    private readonly ManualTime _time = new();
    private readonly List<Task<int>> _asks = [];
    private readonly List<TaskCompletionSource> _awaited = [];
    private int _names;
    private int _senders;

    public RandomTree(int seed)
    {
        (Random, _dispatcher) = (new(seed), new(seed));
        Post = new(Breaks);
        System = new(new()
        {
            Dispatcher = _dispatcher,
            Time = _time,
            Seed = seed,
            Throughput = Random.Next(1, 5),
            Children = Supervisor(int.MaxValue, Directive.Restart, Directive.Restart),
        });
        System.DeadLetters.Subscribe(Post.Died);
        for (var top = 0; top < 3; top++) Known.Add(System.Spawn(Spec(depth: 0)));
    }

    private ActorSystem System { get; }

    public Random Random { get; }

    /// <summary>Every actor that ever was.</summary>
    public List<ActorRef<Do>> Known { get; } = [];

    /// <summary>The last incarnation of each.</summary>
    public Dictionary<ActorRef, RandomActor> Incarnations { get; } = [];

    public RandomPost Post { get; }

    public List<string> Broken { get; } = [];

    public List<string> History { get; } = [];

    /// <summary>Nothing new goes wrong.</summary>
    public bool Calm { get; private set; }

    public void Live()
    {
        for (var step = 0; step < 120; step++)
        {
            Act();
            if (Random.Next(3) == 0) _dispatcher.RunUntilIdle();
            if (Random.Next(4) == 0) _time.Advance(TimeSpan.FromSeconds(Random.Next(1, 5)));
        }

        if (Random.Next(2) == 0) ComeToRest();
        Calm = false;
        for (var last = Random.Next(10); last > 0; last--) Act();
        System.RequestStop();
        for (var last = Random.Next(5); last > 0; last--) Act();
        Pass(TimeSpan.FromMinutes(2));
        if (!System.Ended.IsCompleted) Breaks($"the system did not end: {Tree()}");
        if (_asks.Exists(ask => !ask.IsCompleted) || System.Asks.Count > 0) Breaks("an ask never ended");
        CompleteAll();
        _dispatcher.RunUntilIdle();
        Post.MustBeEmpty();
    }

    /// <summary>Its own number for each incarnation; what comes from outside has none.</summary>
    public int NextSender() => ++_senders;

    public void Breaks(string what) => Broken.Add(what);

    public ChildSpec<Do> Spec(int depth, string? name = null) => new(name ?? $"{depth}-{_names++}", () => new RandomActor(this, depth))
    {
        Restart = depth == 0 ? RestartKind.Permanent : Kinds[Random.Next(Kinds.Length)],
        StopWithin = TimeSpan.FromSeconds(3),
        Children = Supervisor(Random.Next(4), Directives[Random.Next(Directives.Length)], Directives[Random.Next(Directives.Length)]),
    };

    /// <summary>Completes in one of the next turns.</summary>
    public Task Soon()
    {
        var soon = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _dispatcher.Post(_ => soon.SetResult(), null);
        return soon.Task;
    }

    /// <summary>Completes when it pleases, which may be after the bound of a stop.</summary>
    public Task Late()
    {
        if (Calm) return Soon();
        var late = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _awaited.Add(late);
        return late.Task;
    }

    private void Act()
    {
        var actor = Known[Random.Next(Known.Count)];
        var verb = RandomActor.Verbs[Random.Next(RandomActor.Verbs.Count)];
        if (Random.Next(3) == 0) _asks.Add(actor.Ask<int>(replyTo => Post.Write(0, actor, verb, replyTo), TimeSpan.FromSeconds(20)));
        else actor.Tell(Post.Write(0, actor, verb));
        if (Random.Next(2) == 0 && _awaited.Count > 0) _awaited[Random.Next(_awaited.Count)].TrySetResult();
    }

    /// <summary>When nothing new goes wrong, every actor that is there runs, and every end was told.</summary>
    private void ComeToRest()
    {
        Calm = true;
        CompleteAll();
        for (var minute = 0; minute < 30 && !AllRun(); minute++) Pass(TimeSpan.FromMinutes(1));
        if (!AllRun()) Breaks($"it does not come to rest: {Tree()}");
        var living = System.Tree().Select(node => node.Path).ToHashSet(StringComparer.Ordinal);
        foreach (var (actor, incarnation) in Incarnations)
            if (!incarnation.IsOver && incarnation.Untold.FirstOrDefault(child => Incarnations.GetValueOrDefault(child)?.IsOver != false && !living.Contains(child.Path)) is { } ended)
                Breaks($"{actor} was not told of the end of {ended}");
    }

    private bool AllRun() => System.Tree().All(node => node.State is ActorState.Running);

    private void CompleteAll()
    {
        foreach (var late in _awaited) late.TrySetResult();
    }

    private void Pass(TimeSpan time)
    {
        for (var second = 0; second < time.TotalSeconds; second++)
        {
            _dispatcher.RunUntilIdle();
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        _dispatcher.RunUntilIdle();
    }

    private string Tree() => string.Join(", ", System.Tree().Select(node => $"{node.Path} {node.State} {node.MailboxLength}"));

    private SupervisorSpec Supervisor(int max, Directive onFailure, Directive onLimit) => new(Strategies[Random.Next(Strategies.Length)], new(max, TimeSpan.FromSeconds(10)))
    {
        Backoff = Random.Next(2) == 0 ? null : new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(4), Jitter: 0.5, HealthyAfter: TimeSpan.FromSeconds(5)),
        OnFailure = fault => fault is RestartLimitException ? onLimit : onFailure,
        StopsTogether = Random.Next(2) == 0,
    };
}
