namespace Nightingale.Actors.Health;

/// <summary>What the probes of a server add up to.</summary>
public abstract record ProbeVerdict
{
    private ProbeVerdict() { }

    /// <summary>Jupyter answers: for the first time, or as a server other than the known one.</summary>
    public sealed record Answered(DateTimeOffset ServerStartedAt) : ProbeVerdict;

    /// <summary>Somebody, or a kernel, does something (or stopped to).</summary>
    public sealed record Activity(DateTimeOffset LastActivityAt, int Kernels, int KernelsBusy) : ProbeVerdict;

    /// <summary>Jupyter no longer answers. Nothing comes after this.</summary>
    /// <param name="LastAnsweredAt">The last good answer of this watch, or null if there was none.</param>
    /// <param name="Reason">What the probes met, for people.</param>
    public sealed record Lost(DateTimeOffset? LastAnsweredAt, string Reason) : ProbeVerdict;
}
