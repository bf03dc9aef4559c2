namespace Nightingale.Actors.Kernel;

/// <summary>What happens to a supervisor. Times are monotonic, since the system started; rolls are from 0 to 1.</summary>
internal abstract record SupervisorInput
{
    private SupervisorInput()
    {
    }

    /// <summary>A child was added; numbers rise in start order and are never used again.</summary>
    internal sealed record Spawned(int Child, string Name, RestartKind Restart) : SupervisorInput;

    /// <summary>The supervisor itself failed, or was suspended: its children wait with it.</summary>
    internal sealed record Suspend : SupervisorInput;

    /// <summary>The supervisor goes on.</summary>
    internal sealed record Resume : SupervisorInput;

    /// <summary>The supervisor's incarnation ends: all children stop.</summary>
    internal sealed record Close : SupervisorInput;

    /// <summary>Something happened to one child. Ignored when the child is gone.</summary>
    internal abstract record OfChild(int Child) : SupervisorInput;

    /// <summary>It has started.</summary>
    internal sealed record Started(int Child, TimeSpan Now) : OfChild(Child);

    /// <summary>It failed, starting or running. Its incarnation waits for a verdict.</summary>
    internal sealed record Failed(int Child, Exception Fault, TimeSpan Now, double Roll) : OfChild(Child);

    /// <summary>It ended of its own accord.</summary>
    internal sealed record Exited(int Child, TimeSpan Now, double Roll) : OfChild(Child);

    /// <summary>The incarnation that was told to stop has ended.</summary>
    internal sealed record Ended(int Child) : OfChild(Child);

    /// <summary>The supervisor's own code wants it gone.</summary>
    internal sealed record StopRequested(int Child) : OfChild(Child);

    /// <summary>The delay that was scheduled for it is over.</summary>
    internal sealed record DelayPassed(int Child) : OfChild(Child);
}
