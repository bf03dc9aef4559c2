namespace Nightingale.Actors.Kernel;

/// <summary>What the kernel tells an actor's cell. Signals pass before messages, and also while messages wait.</summary>
internal abstract class Signal
{
    /// <summary>The one that was sent before; only <see cref="SignalQueue"/> touches it.</summary>
    public Signal? Next { get; set; }

    /// <summary>Begin an incarnation.</summary>
    internal sealed class Start : Signal;

    /// <summary>End the incarnation and report it.</summary>
    internal sealed class End(bool final) : Signal
    {
        public bool Final { get; } = final;
    }

    /// <summary>The incarnation ends of its own accord.</summary>
    internal sealed class Exit(object incarnation) : Signal
    {
        public object Incarnation { get; } = incarnation;
    }

    /// <summary>No further incarnation follows.</summary>
    internal sealed class Remove : Signal;

    internal sealed class Suspend : Signal;

    internal sealed class Resume : Signal;

    internal sealed class Forgive : Signal;

    /// <summary>Something happened to a child.</summary>
    internal sealed class Supervise(SupervisorInput input) : Signal
    {
        public SupervisorInput Input { get; } = input;
    }

    /// <summary>Tell the watcher when this actor is gone.</summary>
    internal sealed class Watch(Cell watcher) : Signal
    {
        public Cell Watcher { get; } = watcher;
    }

    internal sealed class Unwatch(Cell watcher) : Signal
    {
        public Cell Watcher { get; } = watcher;
    }

    /// <summary>A watched actor is gone.</summary>
    internal sealed class Terminated(ActorRef actor) : Signal
    {
        public ActorRef Actor { get; } = actor;
    }
}
