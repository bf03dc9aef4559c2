namespace Nightingale.Actors.Health;

/// <summary>What one probe met.</summary>
public abstract record ProbeResult
{
    private ProbeResult()
    {
    }

    /// <summary>Jupyter answered.</summary>
    /// <param name="StartedAt">Jupyter's own word for when it started.</param>
    /// <param name="LastActivityAt">The last activity that it knows of.</param>
    /// <param name="Kernels">How many kernels there are.</param>
    /// <param name="KernelsBusy">How many of them compute; null if this probe did not ask.</param>
    public sealed record Answer(DateTimeOffset StartedAt, DateTimeOffset LastActivityAt, int Kernels, int? KernelsBusy) : ProbeResult;

    /// <summary>No good answer.</summary>
    /// <param name="Reason">Why, in a few words for people.</param>
    public sealed record Miss(string Reason) : ProbeResult;
}

/// <summary>What the probes of a server add up to.</summary>
public abstract record ProbeVerdict
{
    private ProbeVerdict()
    {
    }

    /// <summary>Jupyter answers: for the first time in this watch, or as another server than before.</summary>
    public sealed record Answered(DateTimeOffset StartedAt) : ProbeVerdict;

    /// <summary>Activity moved, or kernels began or ceased to compute.</summary>
    public sealed record Active(DateTimeOffset LastActivityAt, int Kernels, int KernelsBusy) : ProbeVerdict;

    /// <summary>Jupyter no longer answers.</summary>
    public sealed record Lost(DateTimeOffset? LastAnsweredAt, string Reason) : ProbeVerdict;
}
