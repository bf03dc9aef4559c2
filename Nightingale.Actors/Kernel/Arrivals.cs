using System.Runtime.CompilerServices;

namespace Nightingale.Actors.Kernel;

/// <summary>
/// The senders' side of a mailbox: what has arrived and was not yet taken, in one array that grows, and beyond that in more arrays of the largest size, so
/// that nothing is copied however much waits. The room around it keeps what the actor's turn writes meanwhile off its cache lines, on which each would make
/// the other wait.
/// </summary>
internal abstract class Arrivals<TMessage> : Padded
{
    /// <summary>The length of an array that does not grow further. With two references a letter it is no large object to the garbage collector.</summary>
    protected const int MostRoom = 4096;

    private const int LeastRoom = 4;

    private SpinGate _gate;
    private Letter<TMessage>[] _letters = [];
    private Queue<Letter<TMessage>[]>? _full; // Earlier than the letters; none most of the time.
    private Letter<TMessage>[]? _spare;
    private int _count;
#pragma warning disable CS0169 // It is never used: it takes up room.
    private readonly Line _behind;
#pragma warning restore CS0169

    /// <summary>How many have arrived; more or less while senders are about.</summary>
    protected int Arrived => Volatile.Read(ref _count) + (_full is { } full ? full.Count * MostRoom : 0);

    /// <summary>For how many there is room without more; about.</summary>
    protected int Room => Volatile.Read(ref _letters).Length;

    /// <summary>Whether any has arrived.</summary>
    protected bool HasArrived => Volatile.Read(ref _count) > 0;

    /// <summary>Whether any has arrived, or is about to: one whose sender has begun to add it counts.</summary>
    protected bool AnyArrives
    {
        get
        {
            if (!HasArrived) _gate.Pass();
            return HasArrived;
        }
    }

    /// <summary>Adds a letter, from any thread.</summary>
    public void Add(in Letter<TMessage> letter)
    {
        _gate.Enter();
        var at = _count;
        if (at == _letters.Length) at = MakeRoomOrExit_NeedsGate();
        _letters[at] = letter;
        Volatile.Write(ref _count, at + 1);
        _gate.Exit();
    }

    /// <summary>Gives letters, in the first places of an array, and takes an empty array for those to come.</summary>
    protected (Letter<TMessage>[] Letters, int Count) Exchange(Letter<TMessage>[] room)
    {
        _gate.Enter();
        var taken = (_letters, _count);
        if (_full is { } full)
        {
            taken = (full.Dequeue(), MostRoom);
            _spare = room.Length == MostRoom ? room : null;
            if (full.Count == 0) (_full, _spare) = (null, null);
        }
        else
            (_letters, _count) = (room, 0);

        _gate.Exit();
        return taken;
    }

    // Memory may have run out: then the sender hears of it, and nobody waits before a gate that stays shut.
    private int MakeRoomOrExit_NeedsGate()
    {
        try
        {
            return MakeRoom_NeedsGate();
        }
        catch
        {
            _gate.Exit();
            throw;
        }
    }

    /// <returns>The place of the next letter.</returns>
    private int MakeRoom_NeedsGate()
    {
        if (_count < MostRoom)
        {
            Array.Resize(ref _letters, Math.Max(LeastRoom, 2 * _count));
            return _count;
        }

        (_full ??= new()).Enqueue(_letters);
        (_letters, _spare) = (_spare ?? new Letter<TMessage>[MostRoom], null);
        return 0;
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
