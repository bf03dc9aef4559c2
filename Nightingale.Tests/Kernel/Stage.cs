using Nightingale.Actors.Kernel;

namespace Nightingale.Tests.Kernel;

/// <summary>A system that stands still unless a test moves it: a seeded dispatcher, a manual clock, and a record of what happened.</summary>
public sealed class Stage
{
    private readonly SeededDispatcher _dispatcher;

    public Stage(int seed = 1, SupervisorSpec? root = null)
    {
        _dispatcher = new(seed);
        System = new(new() { Dispatcher = _dispatcher, Time = Time, Seed = seed, Children = root ?? SupervisorSpec.Default });
    }

    public ManualTime Time { get; } = new();

    public ActorSystem System { get; }

    /// <summary>What the actors noted, in order.</summary>
    public IList<string> Notes { get; } = [];

    public IEnumerable<string> Seen(string prefix) => Notes.Where(note => note.StartsWith(prefix, StringComparison.Ordinal));

    /// <summary>Keeps one actor from its turns, as a thread that is slow would; null: nobody.</summary>
    public void HoldBack(IThreadPoolWorkItem? cell) => _dispatcher.HeldBack = cell;

    /// <summary>Runs this, and all that it awaits, in turns, and lets the system settle.</summary>
    public Task Begin(Func<Task> what) => _dispatcher.Begin(what);

    public void Settle() => _dispatcher.RunUntilIdle();

    /// <summary>Lets some turns be taken, and leaves the others.</summary>
    public void Step(int turns) => _dispatcher.RunUntilIdle(turns);

    /// <summary>Moves the clock in small steps, so that what a timer sets in motion can set another timer.</summary>
    public void Advance(TimeSpan by, int steps = 10)
    {
        Settle();
        for (var step = 0; step < steps; step++)
        {
            Time.Advance(by / steps);
            Settle();
        }
    }

    /// <summary>Stops all actors, as the last phase of a shutdown does.</summary>
    public void StopActors()
    {
        System.RequestStop();
        Settle();
    }

    public void Note(string note)
    {
        lock (Notes) Notes.Add(note);
    }

    public void ForgetNotes() => Notes.Clear();

    /// <summary>Starts a top-level actor made of lambdas, and lets it settle.</summary>
    public ActorRef<object> Spawn(string name, Action<Script>? script = null, Func<ChildSpec<object>, ChildSpec<object>>? with = null)
    {
        var actor = System.Spawn(Spec(name, script, with));
        Settle();
        return actor;
    }

    public ChildSpec<object> Spec(string name, Action<Script>? script = null, Func<ChildSpec<object>, ChildSpec<object>>? with = null)
    {
        var spec = new ChildSpec<object>(name, () =>
        {
            var actor = new Script(this, name);
            script?.Invoke(actor);
            return actor;
        });
        return with?.Invoke(spec) ?? spec;
    }

    /// <summary>Sends messages, and lets the system settle.</summary>
    public void Tell(ActorRef<object> actor, params object[] messages)
    {
        foreach (var message in messages) actor.Tell(message);
        Settle();
    }
}
