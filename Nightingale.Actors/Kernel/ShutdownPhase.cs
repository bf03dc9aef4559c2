using System.Collections.Immutable;
using Microsoft.Extensions.Logging;

namespace Nightingale.Actors.Kernel;

/// <summary>One phase of a shutdown. Its tasks run side by side.</summary>
public sealed class ShutdownPhase
{
    private readonly string _name;
    private readonly TimeSpan _within;
    private ImmutableArray<(string Name, Func<CancellationToken, Task> Work)> _tasks = [];

    internal ShutdownPhase(string name, TimeSpan within) => (_name, _within) = (name, within);

    /// <summary>Adds a task; one that is added when the phase has begun does not run.</summary>
    /// <param name="name">For the log.</param>
    /// <param name="work">Its token is cancelled when the time of the phase is over.</param>
    public void Add(string name, Func<CancellationToken, Task> work) => ImmutableInterlocked.Update(ref _tasks, tasks => tasks.Add((name, work)));

    internal async Task Run(TimeProvider time, ILogger log)
    {
        var tasks = _tasks;
        KernelLog.PhaseBegins(log, _name, tasks.Length, _within);
        var over = new CancellationTokenSource();
        try
        {
            await Task.WhenAll(tasks.Select(task => Run(task.Name, task.Work, log, over.Token))).WaitAsync(_within, time);
            over.Dispose();
        }
        catch (TimeoutException)
        {
            KernelLog.PhaseTimedOut(log, _name, _within);
            _ = Cancel(over, log);
        }
    }

    // Not waited for: what listens to the token may block or throw, and the next phase begins all the same.
    private async Task Cancel(CancellationTokenSource over, ILogger log)
    {
        try
        {
            await over.CancelAsync();
        }
        catch (Exception fault)
        {
            KernelLog.ShutdownTaskFailed(log, _name, "its end", fault);
        }
    }

    private async Task Run(string name, Func<CancellationToken, Task> work, ILogger log, CancellationToken over)
    {
        try
        {
            // On the pool: a task that blocks must not keep the others, or the bound, from beginning.
            await Task.Run(() => work(over), CancellationToken.None);
        }
        catch (Exception fault)
        {
            KernelLog.ShutdownTaskFailed(log, _name, name, fault);
        }
    }
}
