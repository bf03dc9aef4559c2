namespace Nightingale.Actors.Kernel;

/// <summary>
/// A gate that is held for a few instructions at a time, so that to wait is to spin. It costs one atomic operation, half of what a lock does: worth it
/// where every message passes. Never held across the actor's own code, nor twice by one thread.
/// </summary>
internal struct SpinGate
{
    private int _held;

    public void Enter()
    {
        if (Interlocked.CompareExchange(ref _held, 1, 0) != 0) Wait();
    }

    public void Exit() => Volatile.Write(ref _held, 0);

    /// <summary>Waits until whoever has entered by now is out, without an atomic operation.</summary>
    public readonly void Pass()
    {
        if (Volatile.Read(in _held) == 0) return;
        var spinner = new SpinWait();
        while (Volatile.Read(in _held) != 0) spinner.SpinOnce();
    }

    private void Wait()
    {
        var spinner = new SpinWait();
        while (Volatile.Read(ref _held) != 0 || Interlocked.CompareExchange(ref _held, 1, 0) != 0) spinner.SpinOnce();
    }
}
