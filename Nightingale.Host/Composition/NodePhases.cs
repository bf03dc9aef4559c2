using Nightingale.Actors.Kernel;

namespace Nightingale.Host.Composition;

/// <summary>
/// The way a node goes, in this order and each phase within its bound: first nobody new comes in, then the entities end with their workers, then what
/// they stood on. Instances keep running.
/// </summary>
internal sealed class NodePhases(CoordinatedShutdown shutdown)
{
    /// <summary>The gateway finishes the requests in hand and takes no more.</summary>
    public ShutdownPhase Requests { get; } = shutdown.AddPhase("requests", TimeSpan.FromSeconds(10));

    /// <summary>Instances leave memory. A Terraform run is asked to end, and is killed if it does not.</summary>
    public ShutdownPhase Instances { get; } = shutdown.AddPhase("instances", InstancesWithin);

    /// <summary>Accounts leave memory, after those that report usage to them.</summary>
    public ShutdownPhase Accounts { get; } = shutdown.AddPhase("accounts", TimeSpan.FromSeconds(10));

    /// <summary>What follows the journal ends, and what listens for Terraform.</summary>
    public ShutdownPhase Followers { get; } = shutdown.AddPhase("followers", TimeSpan.FromSeconds(10));

    /// <summary>The journal signs its last checkpoint and closes, when nobody writes any more.</summary>
    public ShutdownPhase Journal { get; } = shutdown.AddPhase("journal", TimeSpan.FromSeconds(15));

    /// <summary>How long workers have to end.</summary>
    public static TimeSpan WorkersWithin => TimeSpan.FromSeconds(70);

    /// <summary>How long the phase of the instances may take.</summary>
    public static TimeSpan InstancesWithin => TimeSpan.FromSeconds(75);
}
