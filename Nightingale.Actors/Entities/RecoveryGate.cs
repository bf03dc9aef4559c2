using Nightingale.Actors.Kernel;

namespace Nightingale.Actors.Entities;

/// <summary>
/// Lets so many entities recover at once. Those that owed work when their shard was acquired go before all others that wait, and among equals who came
/// first: after a restart nobody's question delays what runs without being asked.
/// </summary>
internal sealed class RecoveryGate(int atOnce, IDispatcher dispatcher)
{
    private readonly Lock _gate = new();
    private readonly Queue<Waiter> _owing = new();
    private readonly Queue<Waiter> _others = new();
    private int _free = atOnce;

    /// <summary>How many more may enter at once.</summary>
    public int Free
    {
        get
        {
            lock (_gate) return _free;
        }
    }

    /// <summary>Waits for a place. <see cref="Leave"/> when done, unless the wait was cancelled.</summary>
    public Task Enter(bool owesWork, CancellationToken cancel)
    {
        Waiter waiter;
        lock (_gate)
        {
            if (_free > 0)
            {
                _free--;
                return Task.CompletedTask;
            }

            waiter = new(this);
            (owesWork ? _owing : _others).Enqueue(waiter);
        }

        waiter.Cancellation = cancel.UnsafeRegister(static (waiter, cancel) => ((Waiter)waiter!).Cancel(cancel), waiter);
        return waiter.Task;
    }

    /// <summary>Gives the place to the next.</summary>
    public void Leave()
    {
        // By the dispatcher: a continuation of the pool's own goes to the top of a thread's pile, and whoever lies below waits for all that come later.
        if (Next() is { } next) dispatcher.Schedule(next);
    }

    private Waiter? Next()
    {
        lock (_gate)
        {
            while (_owing.TryDequeue(out var next) || _others.TryDequeue(out next))
                if (next.Decide())
                    return next;
            _free++;
            return null;
        }
    }

    private sealed class Waiter(RecoveryGate gate) : TaskCompletionSource, IThreadPoolWorkItem
    {
        private bool _decided;

        public CancellationTokenRegistration Cancellation { get; set; }

        /// <summary>Decides what becomes of the wait. For the gate's holder alone.</summary>
        /// <returns>False if that was decided before.</returns>
        public bool Decide() => !_decided && (_decided = true);

        public void Execute()
        {
            Cancellation.Unregister();
            SetResult();
        }

        public void Cancel(CancellationToken cancel)
        {
            lock (gate._gate)
                if (!Decide())
                    return;
            TrySetCanceled(cancel);
        }
    }
}
