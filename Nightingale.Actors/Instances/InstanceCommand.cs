namespace Nightingale.Actors.Instances;

/// <summary>What an instance can be asked to do, and what its workers report. <see cref="At"/> is UTC in whole milliseconds.</summary>
public abstract record InstanceCommand(DateTimeOffset At)
{
    // People's commands.

    /// <summary>Comes into being.</summary>
    public sealed record Launch(DateTimeOffset At, InstanceId Id, InstanceSpec Spec) : InstanceCommand(At);

    /// <summary>Runs again: from stopped, or once more after a failure.</summary>
    public sealed record Start(DateTimeOffset At) : InstanceCommand(At);

    /// <summary>Gives up its compute and keeps its home.</summary>
    public sealed record Stop(DateTimeOffset At) : InstanceCommand(At);

    /// <summary>A new Jupyter server on the same home.</summary>
    public sealed record Restart(DateTimeOffset At) : InstanceCommand(At);

    /// <summary>Another size: at once (with a new server) where it runs, with the next start where it does not.</summary>
    /// <param name="At">When.</param>
    /// <param name="Size">What it is to have.</param>
    /// <param name="From">The size that the wish was made from, where it names only a part of the new one; null where it names all.</param>
    public sealed record Resize(DateTimeOffset At, Size Size, Size? From = null) : InstanceCommand(At);

    /// <summary>Destroys compute and home.</summary>
    public sealed record Delete(DateTimeOffset At) : InstanceCommand(At);

    /// <summary>Leaves quarantine, by starting again with a clean slate of losses.</summary>
    public sealed record Release(DateTimeOffset At) : InstanceCommand(At);

    // Terraform's outcomes, each with the number of the run that it is the outcome of.

    /// <summary>An apply ended well.</summary>
    public sealed record TerraformApplied(DateTimeOffset At, long Run, ModuleOutputs Outputs) : InstanceCommand(At);

    /// <summary>A destroy ended well.</summary>
    /// <param name="At">When that was known.</param>
    /// <param name="Run">The run.</param>
    /// <param name="StoppedAt">When the provider says that the compute ceased to run; null if it does not say, or if there was none.</param>
    public sealed record TerraformDestroyed(DateTimeOffset At, long Run, DateTimeOffset? StoppedAt = null) : InstanceCommand(At);

    /// <summary>A run failed for good: what is transient was tried again before.</summary>
    public sealed record TerraformFailed(DateTimeOffset At, long Run, FailureClass Class, string Reason) : InstanceCommand(At);

    // The probe's findings, each with the generation that was probed.

    /// <summary>Jupyter answers: for the first time, or as a server other than the known one.</summary>
    public sealed record ServerAnswered(DateTimeOffset At, int Generation, DateTimeOffset ServerStartedAt) : InstanceCommand(At);

    /// <summary>Somebody, or a kernel, does something (or stopped to).</summary>
    public sealed record ActivitySeen(DateTimeOffset At, int Generation, DateTimeOffset LastActivityAt, int Kernels, int KernelsBusy) : InstanceCommand(At);

    /// <summary>Jupyter no longer answers.</summary>
    /// <param name="At">When that was certain.</param>
    /// <param name="Generation">The generation that was probed.</param>
    /// <param name="LastAnsweredAt">The last good answer that the probe saw; null if it saw none since the node started.</param>
    /// <param name="Reason">What the probes met.</param>
    public sealed record ServerLost(DateTimeOffset At, int Generation, DateTimeOffset? LastAnsweredAt, string Reason) : InstanceCommand(At);

    // The clock's and the account's.

    /// <summary>A deadline that the state owed has passed.</summary>
    public sealed record DeadlinePassed(DateTimeOffset At, Deadline Deadline, DateTimeOffset Due) : InstanceCommand(At);

    /// <summary>The account has counted all intervals up to <paramref name="Through"/>.</summary>
    public sealed record UsageCounted(DateTimeOffset At, long Through) : InstanceCommand(At);

    // The gateways'.

    /// <summary>The bytes that passed between people and Jupyter through one gateway since that started: a total, so that to tell it twice counts nothing twice.</summary>
    /// <param name="At">When.</param>
    /// <param name="Gateway">Names one life of one gateway.</param>
    /// <param name="Ingress">Bytes that went to Jupyter.</param>
    /// <param name="Egress">Bytes that came from Jupyter.</param>
    public sealed record TrafficCounted(DateTimeOffset At, string Gateway, long Ingress, long Egress) : InstanceCommand(At);
}

/// <summary>The moments that an instance waits for.</summary>
public enum Deadline
{
    /// <summary>The open interval is to be closed and the next opened (each full minute, UTC).</summary>
    Meter,

    /// <summary>The server should have answered by now.</summary>
    Readiness,

    /// <summary>Nobody did anything for long enough.</summary>
    Idle,

    /// <summary>The instance has lived as long as was asked.</summary>
    Lifetime,
}

/// <summary>How a Terraform run failed.</summary>
public enum FailureClass
{
    /// <summary>May go away by itself; was tried again and did not.</summary>
    Transient,

    /// <summary>The provider has no room in any zone or market that the request allows.</summary>
    Capacity,

    /// <summary>Will fail again until somebody changes something.</summary>
    Permanent,

    /// <summary>The run went over its time and was ended.</summary>
    TimedOut,
}

/// <summary>What every Terraform module gives back.</summary>
/// <param name="Address">Where Jupyter listens: <c>unix:///…</c> or <c>https://…</c>; null while it does not run.</param>
/// <param name="ProviderId">The provider's own name for the compute.</param>
/// <param name="Zone">Where it is.</param>
/// <param name="StartedAt">When the provider says that this compute began to run; null if it does not say.</param>
/// <param name="StoppedAt">When the provider says that the compute before it ceased to run; null if it does not say.</param>
public sealed record ModuleOutputs(string? Address, string? ProviderId, string? Zone, DateTimeOffset? StartedAt = null, DateTimeOffset? StoppedAt = null);
