using Nightingale.Actors.Kernel;

namespace Nightingale.Tests.Kernel;

/// <summary>
/// Runs turns on the thread of the test, one at a time, the next one picked by a seed. What an actor awaits continues here too, so that a
/// seed stands for one interleaving.
/// </summary>
public sealed class SeededDispatcher(int seed) : SynchronizationContext, IDispatcher
{
    private readonly Lock _gate = new();
    private readonly Random _random = new(seed);
    private readonly List<(IThreadPoolWorkItem? Item, Action Turn)> _ready = [];

    /// <summary>Whose turns have to wait; null: nobody's.</summary>
    public IThreadPoolWorkItem? HeldBack { get; set; }

    public void Schedule(IThreadPoolWorkItem turn) => Add(turn, turn.Execute);

    public override void Post(SendOrPostCallback d, object? state) => Add(item: null, () => d(state));

    /// <summary>Runs turns until none is ready, or so many.</summary>
    public void RunUntilIdle(int most = int.MaxValue)
    {
        var outer = Current;
        SetSynchronizationContext(this);
        try
        {
            for (; most > 0 && Pick() is { } turn; most--) turn();
        }
        finally
        {
            SetSynchronizationContext(outer);
        }
    }

    /// <summary>Runs this, and all that it awaits, in turns, until none is ready.</summary>
    /// <returns>Its outcome, which it may have to wait for still.</returns>
    public Task Begin(Func<Task> what)
    {
        var begun = new TaskCompletionSource<Task>();
        Post(_ => begun.SetResult(what()), null);
        RunUntilIdle();
        return begun.Task.Unwrap();
    }

    /// <summary>Runs this, and all that it awaits, in turns to its end.</summary>
    /// <exception cref="InvalidOperationException">It waits, and no turn is ready.</exception>
    public Task Run(Func<Task> what) =>
        Begin(what) is { IsCompleted: true } over ? over : throw new InvalidOperationException("It waits, and no turn is ready: what it waits for never comes, or comes from another thread.");

    private void Add(IThreadPoolWorkItem? item, Action turn)
    {
        lock (_gate) _ready.Add((item, turn));
    }

    private Action? Pick()
    {
        lock (_gate)
        {
            var ready = HeldBack is null ? _ready : _ready.FindAll(entry => entry.Item != HeldBack);
            if (ready.Count == 0) return null;
            var entry = ready[_random.Next(ready.Count)];
            _ready.Remove(entry);
            return entry.Turn;
        }
    }
}
