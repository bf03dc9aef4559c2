namespace Nightingale.Actors.Kernel;

/// <summary>One actor in a snapshot of the tree.</summary>
/// <param name="Path">The names from the root to it, divided by slashes.</param>
/// <param name="Restart">Which of its ends are followed by a restart.</param>
/// <param name="Strategy">How it supervises its own children.</param>
/// <param name="State">What it does.</param>
/// <param name="Restarts">How often it was restarted.</param>
/// <param name="MailboxLength">Messages that wait, the stashed ones too.</param>
public sealed record TreeNode(string Path, RestartKind Restart, Strategy Strategy, ActorState State, int Restarts, int MailboxLength);

/// <summary>What an actor does.</summary>
public enum ActorState
{
    /// <summary>Its incarnation starts; messages wait.</summary>
    Starting,

    /// <summary>It receives messages.</summary>
    Running,

    /// <summary>It waits because an actor above it failed.</summary>
    Suspended,

    /// <summary>It failed, and waits for what its supervisor decides.</summary>
    Failed,

    /// <summary>It has no incarnation and will get one, after a backoff for instance; messages wait.</summary>
    Waiting,

    /// <summary>Its incarnation ends.</summary>
    Stopping,
}
