using System.Collections.Immutable;

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

    internal async Task Run(ActorSystem system)
    {
        var tasks = _tasks;
        KernelLog.PhaseBegins(system.Log, _name, tasks.Length, _within);
        var over = new Stopping(system);
        try
        {
            await Task.WhenAll(tasks.Select(task => Begin(task.Name, task.Work))).WaitAsync(_within, system.Time);
        }
        catch (TimeoutException)
        {
            KernelLog.PhaseTimedOut(system.Log, _name, _within);

            // Not waited for: what listens to the token may block or throw, and the next phase begins all the same.
            over.Cancel();
        }

        // Each in a turn of its own: a task that blocks must not keep the others, or the bound, from beginning.
        Task Begin(string name, Func<CancellationToken, Task> work)
        {
            var turn = new Turn(() => work(over.Token), fault => KernelLog.ShutdownTaskFailed(system.Log, _name, name, fault));
            system.Dispatcher.Schedule(turn);
            return turn.Task;
        }
    }

    private sealed class Turn(Func<Task> work, Action<Exception> failed) : TaskCompletionSource, IThreadPoolWorkItem
    {
        // Not awaited: it tells of its end and of what goes wrong by itself.
        public void Execute() => _ = Run();

        private async Task Run()
        {
            try
            {
                await work();
            }
            catch (Exception fault)
            {
                failed(fault);
            }

            SetResult();
        }
    }
}
