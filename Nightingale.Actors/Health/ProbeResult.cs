namespace Nightingale.Actors.Health;

/// <summary>Asks a server once how it is.</summary>
/// <param name="withKernels">Whether to ask also which of its kernels compute, if it has any.</param>
/// <param name="stop">Cancelled when nobody waits for the answer any more.</param>
/// <returns>What was met. A server that does not answer is a <see cref="ProbeResult.Miss"/>, not an exception.</returns>
/// <exception cref="OperationCanceledException"><paramref name="stop"/> was cancelled.</exception>
public delegate Task<ProbeResult> Probe(bool withKernels, CancellationToken stop);

/// <summary>What one probe met.</summary>
public abstract record ProbeResult
{
    private ProbeResult() { }

    /// <summary>Jupyter answered.</summary>
    /// <param name="ServerStartedAt">Jupyter's own word for when it started.</param>
    /// <param name="LastActivityAt">The last activity that it knows of.</param>
    /// <param name="Kernels">How many kernels there are.</param>
    /// <param name="KernelsBusy">How many of them compute; null if that was not asked.</param>
    public sealed record Answer(DateTimeOffset ServerStartedAt, DateTimeOffset LastActivityAt, int Kernels, int? KernelsBusy) : ProbeResult;

    /// <summary>No good answer.</summary>
    /// <param name="Reason">Why, in a few words for people: no path, no address, no secret.</param>
    /// <param name="IsGone">Whether it is certain that no server will answer here any more, so that there is nothing to wait for.</param>
    public sealed record Miss(string Reason, bool IsGone = false) : ProbeResult;
}
