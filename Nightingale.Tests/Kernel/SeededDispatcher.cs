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
    private readonly List<Action> _ready = [];

    public void Schedule(IThreadPoolWorkItem turn) => Add(turn.Execute);

    public override void Post(SendOrPostCallback d, object? state) => Add(() => d(state));

    /// <summary>Runs turns until none is ready.</summary>
    public void RunUntilIdle()
    {
        var outer = Current;
        SetSynchronizationContext(this);
        try
        {
            while (Pick() is { } turn) turn();
        }
        finally
        {
            SetSynchronizationContext(outer);
        }
    }

    private void Add(Action turn)
    {
        lock (_gate) _ready.Add(turn);
    }

    private Action? Pick()
    {
        lock (_gate)
        {
            if (_ready.Count == 0) return null;
            var index = _random.Next(_ready.Count);
            var turn = _ready[index];
            _ready.RemoveAt(index);
            return turn;
        }
    }
}
