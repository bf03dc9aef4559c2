namespace Nightingale.Actors.Kernel;

/// <summary>
/// One incarnation of an actor. Its methods run one at a time: when one of them returns an uncompleted task, messages wait until it completes.
/// </summary>
/// <typeparam name="TMessage">What it receives.</typeparam>
public abstract class Actor<TMessage>
{
    private ActorContext<TMessage>? _context;

    /// <summary>What the actor can do. There from <see cref="Started"/> on.</summary>
    protected ActorContext<TMessage> Context =>
        _context ?? throw new InvalidOperationException("An actor has its context from Started on, not yet in its constructor.");

    /// <summary>Called before the first message. A throw is a failed start: it counts as a failure, and the supervisor decides.</summary>
    public virtual ValueTask Started() => default;

    /// <summary>Receives one message. After a throw the message is dropped and the supervisor decides.</summary>
    public abstract ValueTask Receive(TMessage message);

    /// <summary>Called when the incarnation ends, also before a restart and after a failed start; its children have ended by then.</summary>
    public virtual ValueTask Stopped() => default;

    internal void Enter(ActorContext<TMessage> context)
    {
        if (_context is not null) throw new InvalidOperationException($"{context.Self.Path}: the specification made the same actor twice; each incarnation needs a new one.");
        _context = context;
    }
}
