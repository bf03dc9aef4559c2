namespace Nightingale.Actors.Entities;

/// <summary>
/// Does one kind of owed work. A worker is a supervised child of its entity: what it throws restarts it with backoff, and it runs again
/// whenever the entity recovers, so every worker must be safe to run again from the start.
/// </summary>
public interface IWorker<in TWork, TCommand>
{
    /// <summary>Does <paramref name="work"/> and reports its outcomes as commands; returns when there is nothing more to do.</summary>
    /// <param name="entityId">The id of the entity that owes the work, without its kind.</param>
    /// <param name="work">What is owed.</param>
    /// <param name="report">Where outcomes go. Await it: it completes when the entity has journalled the command, or refused it.</param>
    /// <param name="noLongerOwed">Cancelled when the state owes this no more, when the node lost the shard, or at shutdown.</param>
    Task Run(string entityId, TWork work, IReport<TCommand> report, CancellationToken noLongerOwed);
}

/// <summary>The way of a worker's outcome back to its entity.</summary>
public interface IReport<in TCommand>
{
    /// <summary>Sends a command to the entity and waits until it is decided and journalled.</summary>
    /// <returns>Null when it was accepted, otherwise the refusal.</returns>
    /// <exception cref="OperationCanceledException">The work is no longer owed, or the entity restarts, which waits for its workers; the command may still be carried out.</exception>
    Task<Refusal?> Tell(TCommand command);
}
