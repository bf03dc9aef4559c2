using Nightingale.Actors.Kernel;

namespace Nightingale.Tests.Kernel;

/// <summary>Something wrong between a supervisor and its children.</summary>
internal sealed record CrossingDefect(string Name)
{
    public static CrossingDefect None { get; } = new("none");

    /// <summary>Whether a child that was told to stop reports that it went of its own accord.</summary>
    public Func<Random, bool> WantsToGo { get; init; } = static _ => false;

    /// <summary>What the supervisor makes of what it hears.</summary>
    public Func<SupervisorState, SupervisorInput, SupervisorInput> Heard { get; init; } = static (_, input) => input;

    public override string ToString() => Name;
}
