namespace Nightingale.Actors.Instances;

/// <summary>What happened to an instance. Stored for ever: a change of shape is a new version with an upcast.</summary>
public abstract record InstanceEvent(DateTimeOffset At)
{
    /// <summary>It exists and is to run.</summary>
    public sealed record Launched(DateTimeOffset At, InstanceId Id, InstanceSpec Spec) : InstanceEvent(At);

    /// <summary>It is to run: a new generation.</summary>
    public sealed record StartRequested(DateTimeOffset At) : InstanceEvent(At);

    /// <summary>It is to give up its compute.</summary>
    public sealed record StopRequested(DateTimeOffset At, string Reason) : InstanceEvent(At);

    /// <summary>A new server is to run on the same home: a new generation.</summary>
    public sealed record RestartRequested(DateTimeOffset At, string Reason) : InstanceEvent(At);

    /// <summary>It is to have another size; where it runs, this is a new generation.</summary>
    public sealed record ResizeRequested(DateTimeOffset At, Size Size) : InstanceEvent(At);

    /// <summary>Compute and home are to be destroyed.</summary>
    public sealed record DeleteRequested(DateTimeOffset At) : InstanceEvent(At);

    /// <summary>It was let out of quarantine; losses before this do not count.</summary>
    public sealed record Released(DateTimeOffset At) : InstanceEvent(At);

    /// <summary>Terraform brought the compute up.</summary>
    public sealed record Provisioned(DateTimeOffset At, long Run, ModuleOutputs Outputs) : InstanceEvent(At);

    /// <summary>Terraform took the compute down; the home is kept.</summary>
    public sealed record Stopped(DateTimeOffset At, long Run) : InstanceEvent(At);

    /// <summary>Terraform destroyed everything.</summary>
    public sealed record Deleted(DateTimeOffset At, long Run) : InstanceEvent(At);

    /// <summary>A run failed for good. <paramref name="Reason"/> holds the provider's own words and what follows from them.</summary>
    public sealed record RunFailed(DateTimeOffset At, long Run, FailureClass Class, string Reason) : InstanceEvent(At);

    /// <summary>Jupyter answers.</summary>
    public sealed record BecameReady(DateTimeOffset At, int Generation, DateTimeOffset ServerStartedAt) : InstanceEvent(At);

    /// <summary>Activity moved.</summary>
    public sealed record ActivityMoved(DateTimeOffset At, DateTimeOffset LastActivityAt, int Kernels, int KernelsBusy) : InstanceEvent(At);

    /// <summary>Jupyter ceased to answer, or never did within its time.</summary>
    /// <param name="At">When that was certain.</param>
    /// <param name="Generation">The server that was lost.</param>
    /// <param name="Reason">What was met, for people.</param>
    /// <param name="CountsSince">Losses up to this moment no longer count for quarantine.</param>
    public sealed record ServerLost(DateTimeOffset At, int Generation, string Reason, DateTimeOffset CountsSince) : InstanceEvent(At);

    /// <summary>It was lost too often: no more restarts until somebody releases it.</summary>
    public sealed record Quarantined(DateTimeOffset At, string Reason) : InstanceEvent(At);

    /// <summary>Nobody watched for a while (the node was away): the server gets its time once more before anything is concluded from silence.</summary>
    public sealed record WatchResumed(DateTimeOffset At) : InstanceEvent(At);

    /// <summary>Billed time begins at <paramref name="Since"/>, for the size that the instance has now.</summary>
    public sealed record MeterOpened(DateTimeOffset At, DateTimeOffset Since) : InstanceEvent(At);

    /// <summary>A piece of billed time is complete. <paramref name="Open"/>: the next piece begins where this one ends.</summary>
    public sealed record MeterClosed(DateTimeOffset At, MeterInterval Interval, bool Open) : InstanceEvent(At);

    /// <summary>Billed time ended where the last interval did: the open piece had no length, and none is recorded.</summary>
    public sealed record MeterVoided(DateTimeOffset At) : InstanceEvent(At);

    /// <summary>The account has counted the intervals up to <paramref name="Through"/>.</summary>
    public sealed record UsageCounted(DateTimeOffset At, long Through) : InstanceEvent(At);

    /// <summary>So many bytes more went to Jupyter and came from it through a gateway, since that told the last time.</summary>
    public sealed record TrafficMetered(DateTimeOffset At, string Gateway, long Ingress, long Egress) : InstanceEvent(At);
}

/// <summary>A piece of time that an instance ran: half-open, UTC, disjoint from every other, never across the end of a month.</summary>
/// <param name="Number">From 1, without gaps, per instance: with the instance, the interval's identity.</param>
/// <param name="From">Included.</param>
/// <param name="To">Excluded.</param>
/// <param name="Size">What it had.</param>
public sealed record MeterInterval(long Number, DateTimeOffset From, DateTimeOffset To, Size Size);
