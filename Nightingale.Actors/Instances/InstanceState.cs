using System.Collections.Immutable;

namespace Nightingale.Actors.Instances;

/// <summary>An instance as its events tell it.</summary>
public sealed record InstanceState
{
    /// <summary>Where it is in its life.</summary>
    public Phase Phase { get; init; } = Phase.None;

    /// <summary>Why it is there, for people; null where the phase says all.</summary>
    public string? Reason { get; init; }

    /// <summary>Its identity; the default before the launch.</summary>
    public InstanceId Id { get; init; }

    /// <summary>What was asked for, with the present size; null before the launch.</summary>
    public InstanceSpec? Spec { get; init; }

    /// <summary>Counts servers: each start, restart and resize of a running instance opens the next.</summary>
    public int Generation { get; init; }

    /// <summary>The last Terraform run that was wished for.</summary>
    public long Run { get; init; }

    /// <summary>The run that is owed now, or null.</summary>
    public RunWish? Wish { get; init; }

    /// <summary>Where Jupyter listens, while there is compute.</summary>
    public string? Address { get; init; }

    /// <summary>The provider's own name for the compute.</summary>
    public string? ProviderId { get; init; }

    /// <summary>Where the compute is.</summary>
    public string? Zone { get; init; }

    /// <summary>When it was launched.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>When the present phase began.</summary>
    public DateTimeOffset? PhaseSince { get; init; }

    /// <summary>When the present server became ready.</summary>
    public DateTimeOffset? ReadyAt { get; init; }

    /// <summary>Jupyter's own word for when it started: tells a survived server from a new one.</summary>
    public DateTimeOffset? ServerStartedAt { get; init; }

    /// <summary>The last activity that Jupyter told of.</summary>
    public DateTimeOffset? LastActivityAt { get; init; }

    /// <summary>Kernels that exist.</summary>
    public int Kernels { get; init; }

    /// <summary>Kernels that compute.</summary>
    public int KernelsBusy { get; init; }

    /// <summary>When servers were lost, within the window that counts for quarantine.</summary>
    public ImmutableArray<DateTimeOffset> Losses { get; init; } = [];

    /// <summary>Since when it is watched again after nobody watched; null where that makes no difference.</summary>
    public DateTimeOffset? WatchedSince { get; init; }

    /// <summary>The number of the next interval.</summary>
    public long NextMeter { get; init; } = 1;

    /// <summary>Since when billed time is open; null while nothing is billed.</summary>
    public DateTimeOffset? MeterOpenSince { get; init; }

    /// <summary>Where the last interval ended: no other begins before it.</summary>
    public DateTimeOffset? MeteredUntil { get; init; }

    /// <summary>The size that the open interval is billed for; null while nothing is billed.</summary>
    public Size? MeterSize { get; init; }

    /// <summary>Intervals that the account has not yet counted, in number order.</summary>
    public ImmutableArray<MeterInterval> Uncounted { get; init; } = [];

    /// <summary>Bytes that ever went to its Jupyter from people.</summary>
    public long IngressBytes { get; init; }

    /// <summary>Bytes that ever came from its Jupyter to people.</summary>
    public long EgressBytes { get; init; }

    /// <summary>What each gateway told last: only what is more than that is counted.</summary>
    public ImmutableSortedDictionary<string, TrafficTotal> Traffic { get; init; } = ImmutableSortedDictionary<string, TrafficTotal>.Empty;
}

/// <summary>The bytes that passed through one gateway.</summary>
/// <param name="At">When it told so.</param>
/// <param name="Ingress">To Jupyter.</param>
/// <param name="Egress">From Jupyter.</param>
public sealed record TrafficTotal(DateTimeOffset At, long Ingress, long Egress);

/// <summary>A Terraform run that is owed.</summary>
public sealed record RunWish(long Run, TerraformAction Action, bool Running);

/// <summary>Where an instance is in its life.</summary>
public enum Phase
{
    /// <summary>Not launched.</summary>
    None,

    /// <summary>Terraform brings its compute up.</summary>
    Provisioning,

    /// <summary>There is compute; Jupyter does not answer yet.</summary>
    Starting,

    /// <summary>Jupyter answers.</summary>
    Ready,

    /// <summary>Terraform takes its compute down.</summary>
    Stopping,

    /// <summary>No compute; the home is kept.</summary>
    Stopped,

    /// <summary>Lost too often; its compute is taken down and it waits for somebody.</summary>
    Quarantined,

    /// <summary>Terraform failed for good; it waits for somebody.</summary>
    Failed,

    /// <summary>Terraform destroys everything.</summary>
    Deleting,

    /// <summary>Gone. The journal remains.</summary>
    Deleted,
}
