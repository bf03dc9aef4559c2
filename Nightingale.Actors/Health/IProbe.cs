namespace Nightingale.Actors.Health;

/// <summary>The edge between the scheduler and what is probed.</summary>
public interface IProbe : IDisposable
{
    /// <summary>Asks once. Every outcome but a cancellation is a result, never an exception.</summary>
    /// <param name="kernels">Whether to ask also which kernels compute.</param>
    /// <param name="stop">Cancelled when the probe has taken too long, or is no longer wanted.</param>
    Task<ProbeResult> Ask(bool kernels, CancellationToken stop);
}
