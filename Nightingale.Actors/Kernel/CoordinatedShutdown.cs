namespace Nightingale.Actors.Kernel;

/// <summary>
/// The way a node goes: phases in the order they were added, each within its bound, once. The last one, which is always there, stops the actors.
/// A phase that fails or takes too long is logged, and the next one begins.
/// </summary>
public sealed class CoordinatedShutdown
{
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<ShutdownPhase> _phases = [];
    private readonly ShutdownPhase _last;
    private readonly ActorSystem _system;
    private bool _begun;

    internal CoordinatedShutdown(ActorSystem system, ShutdownPhase last) => (_system, _last) = (system, last);

    /// <summary>Adds a phase behind those that were added before.</summary>
    /// <param name="name">For the log.</param>
    /// <param name="within">When it is left for the next one.</param>
    /// <exception cref="InvalidOperationException">The shutdown has begun.</exception>
    public ShutdownPhase AddPhase(string name, TimeSpan within)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(within, TimeSpan.Zero);
        lock (_gate)
        {
            if (_begun) throw new InvalidOperationException($"The shutdown has begun; the phase {name} comes too late.");
            var phase = new ShutdownPhase(name, within);
            _phases.Add(phase);
            return phase;
        }
    }

    /// <summary>Shuts down, or waits for the shutdown that has begun. Completes when the last phase is over; never throws.</summary>
    /// <param name="reason">For the log.</param>
    public async Task Run(string reason)
    {
        if (!Begin())
        {
            await _done.Task;
            return;
        }

        KernelLog.ShutdownBegins(_system.Log, reason);
        foreach (var phase in _phases) await phase.Run(_system);
        await _last.Run(_system);
        _done.SetResult();
    }

    private bool Begin()
    {
        lock (_gate) return !_begun && (_begun = true);
    }
}
