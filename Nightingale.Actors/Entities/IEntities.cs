namespace Nightingale.Actors.Entities;

/// <summary>All entities of one kind, wherever they live: in this process, or behind the wire on the node that holds their shard.</summary>
public interface IEntities<TState, TCommand>
{
    /// <summary>Sends a command and waits until it is decided and journalled.</summary>
    /// <exception cref="EntityUnavailableException">No answer; with an idempotency key it is safe to send the command again.</exception>
    Task<EntityReply<TState>> Ask(string entityId, Envelope<TCommand> envelope, CancellationToken cancel = default);

    /// <summary>The entity's live state and version; <c>Initial</c> and 0 for one that does not exist.</summary>
    /// <exception cref="EntityUnavailableException">No answer.</exception>
    Task<EntityReply<TState>.Done> Get(string entityId, CancellationToken cancel = default);
}

/// <summary>The entity gave no answer: its journal failed, it restarts, or its node is gone. The message is fit for people.</summary>
public sealed class EntityUnavailableException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Whether it is certain that nothing of the request was done: then it can be sent again, wherever the entity lives by now.</summary>
    public bool NothingDone { get; init; }
}
