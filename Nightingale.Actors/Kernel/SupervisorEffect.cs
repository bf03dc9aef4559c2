namespace Nightingale.Actors.Kernel;

/// <summary>What a supervisor has to do next.</summary>
internal abstract record SupervisorEffect
{
    private SupervisorEffect()
    {
    }

    /// <summary>Begin a new incarnation; answered with started or failed.</summary>
    internal sealed record Start(int Child) : SupervisorEffect;

    /// <summary>End the incarnation; answered with ended. Unless it is the final one, mailbox and reference are kept.</summary>
    internal sealed record Stop(int Child, bool Final) : SupervisorEffect;

    /// <summary>The child is gone for good: what waits for it becomes dead letters, and its watchers are told.</summary>
    internal sealed record Remove(int Child) : SupervisorEffect;

    /// <summary>Messages wait until resumed.</summary>
    internal sealed record Suspend(int Child) : SupervisorEffect;

    /// <summary>Undoes a suspension.</summary>
    internal sealed record Resume(int Child) : SupervisorEffect;

    /// <summary>The failed incarnation goes on with its next message.</summary>
    internal sealed record Forgive(int Child) : SupervisorEffect;

    /// <summary>Say when the delay has passed.</summary>
    internal sealed record Schedule(int Child, TimeSpan Delay) : SupervisorEffect;

    /// <summary>The supervisor takes no more messages: it will fail as soon as its children have stopped.</summary>
    internal sealed record Halt : SupervisorEffect;

    /// <summary>The supervisor fails with this.</summary>
    internal sealed record Escalate(Exception Fault) : SupervisorEffect;

    /// <summary>The last child is gone, as asked.</summary>
    internal sealed record Closed : SupervisorEffect;
}
