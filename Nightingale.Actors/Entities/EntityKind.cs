using Nightingale.Actors.Journal;
using Nightingale.Actors.Kernel;

namespace Nightingale.Actors.Entities;

/// <summary>All that the shell needs to run one kind of entity.</summary>
/// <param name="Name">The first part of their persistence ids, for example <c>instance</c>.</param>
/// <param name="Decider">The rules.</param>
/// <param name="Events">Turns events into journal entries and back.</param>
/// <param name="Snapshots">Turns states into snapshots and back.</param>
/// <param name="At">When an event happened.</param>
/// <param name="WorkerFor">The worker that does a piece of work, and the principal under which its outcomes are journalled.</param>
public sealed record EntityKind<TState, TCommand, TEvent, TWork>(
    string Name,
    IDecider<TState, TCommand, TEvent, TWork> Decider,
    EventCodec<TEvent> Events,
    StateCodec<EntitySnapshot<TState>> Snapshots,
    Func<TEvent, DateTimeOffset> At,
    Func<TWork, (IWorker<TWork, TCommand> Worker, string Principal)> WorkerFor)
    where TEvent : notnull
    where TWork : class, IWork;

/// <summary>How the shell treats every entity.</summary>
public sealed record EntityOptions
{
    /// <summary>How long a sender waits for an answer. Default 15 s.</summary>
    public TimeSpan AskTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Events between two snapshots. Default 100.</summary>
    public int SnapshotEvery { get; init; } = 100;

    /// <summary>An entity that owes nothing leaves memory after so long without a message, or up to a quarter longer. Default 2 minutes.</summary>
    public TimeSpan PassivateAfter { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How many idempotency keys an entity remembers. Default 1,000.</summary>
    public int KeysRemembered { get; init; } = 1000;

    /// <summary>How long a cancelled worker may take to end. Default 45 s: Terraform is asked first and killed after.</summary>
    public TimeSpan WorkerStopWithin { get; init; } = TimeSpan.FromSeconds(45);

    /// <summary>How long a worker that ended may leave its work owed before it is run again. Default 5 s.</summary>
    public TimeSpan WorkStillOwedAfter { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How many entities of a kind recover at once. Default 64.</summary>
    public int RecoveriesAtOnce { get; init; } = 64;

    /// <summary>What is wrong with these options, a sentence each.</summary>
    public IEnumerable<string> Problems()
    {
        if (AskTimeout <= TimeSpan.Zero || AskTimeout > Asking.LongestTimeout)
            yield return $"Entities:AskTimeout is {AskTimeout}; it must be more than 0 and at most {Asking.LongestTimeout.TotalHours} hours.";
        if (PassivateAfter <= TimeSpan.Zero) yield return $"Entities:PassivateAfter is {PassivateAfter}; it must be more than 0.";
        if (SnapshotEvery < 1) yield return $"Entities:SnapshotEvery is {SnapshotEvery}; the least is 1.";
        if (KeysRemembered < 1) yield return $"Entities:KeysRemembered is {KeysRemembered}; the least is 1.";
        if (RecoveriesAtOnce < 1) yield return $"Entities:RecoveriesAtOnce is {RecoveriesAtOnce}; the least is 1.";
    }
}
