namespace Nightingale.Actors.Kernel;

/// <summary>Where an actor is reached, through all its incarnations. Two actors never share one, even if one follows the other under its name.</summary>
public abstract class ActorRef
{
    private protected ActorRef()
    {
    }

    /// <summary>The names from the root to the actor, divided by slashes.</summary>
    public string Path => Cell.Path;

    internal abstract Cell Cell { get; }

    /// <inheritdoc/>
    public override string ToString() => Path;
}

/// <summary>Where an actor is reached.</summary>
/// <typeparam name="TMessage">What it receives.</typeparam>
public sealed class ActorRef<TMessage> : ActorRef
{
    private readonly Cell<TMessage> _cell;

    internal ActorRef(Cell<TMessage> cell) => _cell = cell;

    internal override Cell Cell => _cell;

    /// <summary>
    /// Sends a message: at most once, in order for this sender and actor, without waiting. To an actor that has stopped it is a dead letter.
    /// </summary>
    public void Tell(TMessage message) => _cell.Deliver(new(message ?? throw new ArgumentNullException(nameof(message)), ticket: null));

    /// <summary>Sends a request and waits for its answer.</summary>
    /// <param name="message">Makes the request; the actor answers through the <see cref="ReplyTo{TReply}"/> in it.</param>
    /// <param name="timeout">How long to wait, positive. An answer that comes later is a dead letter.</param>
    /// <param name="cancel">Gives up waiting; the request may still be carried out.</param>
    /// <exception cref="AskTimeoutException">Nobody answered in time.</exception>
    /// <exception cref="ActorStoppedException">The actor stopped before it received the request.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancel"/> was cancelled.</exception>
    public Task<TReply> Ask<TReply>(Func<ReplyTo<TReply>, TMessage> message, TimeSpan timeout, CancellationToken cancel = default)
    {
        var replyTo = _cell.System.Asks.Open<TReply>(timeout, cancel);
        _cell.Deliver(new(message(replyTo) ?? throw new ArgumentException("It made no message.", nameof(message)), replyTo));
        return replyTo.Answer;
    }
}
