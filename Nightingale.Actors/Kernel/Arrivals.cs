using System.Runtime.CompilerServices;

namespace Nightingale.Actors.Kernel;

/// <summary>
/// The senders' side of a mailbox: what has arrived and was not yet taken. The room around it keeps what the actor's turn writes meanwhile off its cache
/// lines, on which each would make the other wait.
/// </summary>
internal abstract class Arrivals<TMessage> : Padded
{
    private const int LeastRoom = 4;

    private SpinGate _gate;
    private Letter<TMessage>[] _letters = [];
    private int _count;
#pragma warning disable CS0169 // It is never used: it takes up room.
    private readonly Line _behind;
#pragma warning restore CS0169

    /// <summary>How many have arrived.</summary>
    protected int Arrived => Volatile.Read(ref _count);

    /// <summary>Adds a letter, from any thread.</summary>
    public void Add(in Letter<TMessage> letter)
    {
        _gate.Enter();
        if (_count == _letters.Length) Array.Resize(ref _letters, Math.Max(LeastRoom, 2 * _count));
        _letters[_count] = letter;
        Volatile.Write(ref _count, _count + 1);
        _gate.Exit();
    }

    /// <summary>Gives all letters, in the first places of an array, and takes an empty array for those to come.</summary>
    protected (Letter<TMessage>[] Letters, int Count) Exchange(Letter<TMessage>[] room)
    {
        _gate.Enter();
        var taken = (_letters, _count);
        (_letters, _count) = (room, 0);
        _gate.Exit();
        return taken;
    }
}

/// <summary>Keeps what lies before and behind in memory off the cache lines of what senders write.</summary>
internal abstract class Padded
{
#pragma warning disable CS0169 // It is never used: it takes up room.
    private readonly Line _before;
#pragma warning restore CS0169

    [InlineArray(64)]
    internal struct Line
    {
        private byte _first;
    }
}
