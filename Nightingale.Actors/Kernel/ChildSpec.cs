namespace Nightingale.Actors.Kernel;

/// <summary>How to start an actor, and what its supervisor does when it ends.</summary>
/// <typeparam name="TMessage">What it receives.</typeparam>
/// <param name="Name">Unique among its live siblings.</param>
/// <param name="Create">Makes the actor of one incarnation: a new object each time. A throw is a failed start.</param>
public sealed record ChildSpec<TMessage>(string Name, Func<Actor<TMessage>> Create)
{
    /// <summary>Which ends are followed by a restart.</summary>
    public RestartKind Restart { get; init; } = RestartKind.Permanent;

    /// <summary>
    /// How long a stop waits for the message in hand, and then again for <see cref="Actor{TMessage}.Stopped"/>; afterwards the actor is abandoned.
    /// Its children have their own bounds. Default 5 s.
    /// </summary>
    public TimeSpan StopWithin { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How it supervises its own children.</summary>
    public SupervisorSpec Children { get; init; } = SupervisorSpec.Default;
}

/// <summary>Which ends of a child are followed by a restart.</summary>
public enum RestartKind
{
    /// <summary>All, also a normal exit.</summary>
    Permanent,

    /// <summary>Failures; not a normal exit.</summary>
    Transient,

    /// <summary>None.</summary>
    Temporary,
}
