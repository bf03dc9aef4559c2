using Microsoft.Extensions.Logging;

namespace Nightingale.Actors.Kernel;

/// <summary>What an actor can do. Belongs to one incarnation: timers and watches end with it, and so does the right to use it.</summary>
/// <typeparam name="TMessage">What the actor receives.</typeparam>
public sealed class ActorContext<TMessage>
{
    private readonly Cell<TMessage> _cell;
    private DeathWatch<TMessage>? _watches;
    private ActorTimers<TMessage>? _timers;
    private Stopping? _stopping;
    private ILogger? _log;

    internal ActorContext(Cell<TMessage> cell) => _cell = cell;

    /// <summary>This actor.</summary>
    public ActorRef<TMessage> Self => _cell.Self;

    /// <summary>The clock.</summary>
    public TimeProvider Time => _cell.System.Time;

    /// <summary>The system that this actor lives in.</summary>
    public ActorSystem System => _cell.System;

    /// <summary>A logger named after the actor's class.</summary>
    public ILogger Log => _log ??= _cell.Logger();

    /// <summary>Cancelled as soon as this incarnation is told to end, or to be restarted; the message in hand is still waited for.</summary>
    public CancellationToken Stopping
    {
        get
        {
            lock (_cell.Gate) return (_stopping ??= new(_cell.System)).Token;
        }
    }

    /// <summary>The live children in start order.</summary>
    public IReadOnlyCollection<ActorRef> Children => [.. _cell.Children().Select(child => child.Address)];

    /// <summary>Whether the incarnation is over: nothing that belonged to it has any effect.</summary>
    internal bool Over { get; private set; }

    /// <summary>Whether the incarnation ends or has ended: it receives nothing any more.</summary>
    internal bool Ending { get; private set; }

    /// <summary>Starts a child. It ends with this incarnation, before it.</summary>
    /// <exception cref="ArgumentException">A live child has that name.</exception>
    /// <exception cref="ActorStoppedException">This incarnation is over.</exception>
    public ActorRef<TChild> Spawn<TChild>(ChildSpec<TChild> child)
    {
        lock (_cell.Gate)
        {
            ThrowIfOver();
            return _cell.Spawn(child);
        }
    }

    /// <summary>Stops a child for good. It holds its name until it has ended.</summary>
    /// <exception cref="ArgumentException">It is no child of this actor.</exception>
    public void Stop(ActorRef child)
    {
        if (child.Cell.Parent != _cell) throw new ArgumentException($"{child.Path} is no child of {Self.Path}; only its parent stops it.", nameof(child));
        _cell.Send(new Signal.Supervise(new SupervisorInput.StopRequested(child.Cell.Number)));
    }

    /// <summary>Ends this incarnation after the message in hand: a normal exit. A permanent actor is restarted even so.</summary>
    public void StopSelf() => _cell.Send(new Signal.Exit(this));

    /// <summary>
    /// Sends <paramref name="onTerminated"/> to this actor once <paramref name="other"/> has stopped for good, after what that one sent; at once if
    /// it has already. A restart is no end. Watching again replaces the message.
    /// </summary>
    public void Watch(ActorRef other, TMessage onTerminated)
    {
        lock (_cell.Gate)
        {
            ThrowIfOver();
            (_watches ??= new(_cell, this)).Watch(other, onTerminated);
        }
    }

    /// <summary>Undoes <see cref="Watch"/>; what is under way is discarded.</summary>
    public void Unwatch(ActorRef other)
    {
        lock (_cell.Gate) _watches?.Unwatch(other);
    }

    /// <summary>Sends a message to this actor after a while, once. Replaces the timer of the same key, even if it is over and its message waits.</summary>
    public void StartTimer(string key, TimeSpan after, TMessage message)
    {
        lock (_cell.Gate)
        {
            ThrowIfOver();
            (_timers ??= new(_cell, this)).Start(key, after, message);
        }
    }

    /// <summary>Undoes <see cref="StartTimer"/>, even if the timer is over and its message waits.</summary>
    public void CancelTimer(string key)
    {
        lock (_cell.Gate) _timers?.Cancel(key);
    }

    /// <summary>
    /// Sends a message to this incarnation, from any thread: what work of its own reports. Once the incarnation ends the message vanishes, and is no dead letter.
    /// </summary>
    public void TellSelf(TMessage message) => _cell.Deliver(new(message ?? throw new ArgumentNullException(nameof(message)), new OfIncarnation(this)));

    /// <summary>Keeps the message in hand for later. The stash outlives restarts.</summary>
    /// <exception cref="InvalidOperationException">The message is stashed already, or there is none in hand.</exception>
    public void Stash()
    {
        lock (_cell.Gate)
        {
            ThrowIfOver();
            _cell.Stash();
        }
    }

    /// <summary>Puts all stashed messages, in their order, before those that wait.</summary>
    public void UnstashAll()
    {
        lock (_cell.Gate)
        {
            ThrowIfOver();
            _cell.UnstashAll();
        }
    }

    /// <summary>
    /// Lets go of the token of <see cref="Stopping"/> that was needed for a while: what it was handed to will not hear of the end. There are many actors
    /// that are idle for most of their life, and a token costs as much as the rest of one.
    /// </summary>
    internal void ReleaseStopping()
    {
        lock (_cell.Gate)
            if (!Ending) _stopping = null;
    }

    internal void Cancel_NeedsGate()
    {
        Ending = true;
        (_stopping ??= new(_cell.System)).Cancel();
    }

    internal void Close_NeedsGate()
    {
        (Over, Ending) = (true, true);
        _timers?.CancelAll();
        _watches?.UnwatchAll();
    }

    internal void Terminated_NeedsGate(ActorRef other) => _watches?.Terminated(other);

    private bool Admits()
    {
        lock (_cell.Gate) return !Ending;
    }

    private void ThrowIfOver()
    {
        if (Over) throw new ActorStoppedException($"This incarnation of {Self.Path} is over; what it left running can use its context no more.");
    }

    private sealed class OfIncarnation(ActorContext<TMessage> context) : ITicket
    {
        public bool Admit() => context.Admits();

        public void Undelivered(ActorStoppedException why)
        {
            // Nobody waits for it.
        }
    }
}
