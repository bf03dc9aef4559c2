using Microsoft.Extensions.Logging;

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
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private bool _begun;

    internal CoordinatedShutdown(TimeProvider time, ILogger log, ShutdownPhase last) => (_time, _log, _last) = (time, log, last);

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

        KernelLog.ShutdownBegins(_log, reason);
        foreach (var phase in _phases) await phase.Run(_time, _log);
        await _last.Run(_time, _log);
        _done.SetResult();
    }

    private bool Begin()
    {
        lock (_gate) return !_begun && (_begun = true);
    }
}
