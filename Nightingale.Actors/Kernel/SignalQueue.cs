using System.Diagnostics.CodeAnalysis;

namespace Nightingale.Actors.Kernel;

/// <summary>
/// A queue of one reference for any number of senders and one receiver: senders push onto a stack, the receiver takes the whole of it and
/// turns it round. Signals are rare, so it must cost nothing while it is empty.
/// </summary>
internal struct SignalQueue
{
    private Signal? _sent;
    private Signal? _taken;

    public readonly bool Any => Volatile.Read(in _sent) is not null || _taken is not null;

    public void Add(Signal signal)
    {
        do signal.Next = Volatile.Read(ref _sent);
        while (Interlocked.CompareExchange(ref _sent, signal, signal.Next) != signal.Next);
    }

    public bool TryTake([NotNullWhen(true)] out Signal? signal)
    {
        if (_taken is null) TurnRound();
        signal = _taken;
        _taken = signal?.Next;
        return signal is not null;
    }

    private void TurnRound()
    {
        var signal = Interlocked.Exchange(ref _sent, null);
        while (signal is not null)
        {
            var earlier = signal.Next;
            signal.Next = _taken;
            (_taken, signal) = (signal, earlier);
        }
    }
}
