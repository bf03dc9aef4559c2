namespace Nightingale.Actors.Kernel;

/// <summary>
/// The letters of one actor: those that came back from the stash first, then those that arrived, in order. Any thread adds; only the actor's
/// turn takes. Senders fill one array while the turn empties another, and the two change places: so a turn meets the senders' gate once for all that
/// waited. An idle actor, of which there are many, has room for a few letters and no more.
/// </summary>
internal sealed class Mailbox<TMessage>
{
    private const int LeastRoom = 4;
    private const int MostKept = 256;

    // Guards the arrival: held for a few instructions, so that to wait is to spin.
    private SpinLock _gate = new(enableThreadOwnerTracking: false);
    private Letter<TMessage>[] _arrived = [];
    private int _arrivals;

    private Letter<TMessage>[] _taken = [];
    private int _next;
    private int _end;

    private Queue<Letter<TMessage>>? _returned;
    private Queue<Letter<TMessage>>? _stash;
    private bool _stashed;

    public bool Any => _next < _end || _returned is { Count: > 0 } || Volatile.Read(ref _arrivals) > 0;

    /// <summary>All letters, the stashed ones too.</summary>
    public int Count => Volatile.Read(ref _arrivals) + (_end - _next) + (_returned?.Count ?? 0) + (_stash?.Count ?? 0);

    public void Add(in Letter<TMessage> letter)
    {
        var entered = false;
        try
        {
            _gate.Enter(ref entered);
            if (_arrivals == _arrived.Length) Array.Resize(ref _arrived, Math.Max(LeastRoom, 2 * _arrivals));
            _arrived[_arrivals] = letter;
            Volatile.Write(ref _arrivals, _arrivals + 1);
        }
        finally
        {
            if (entered) _gate.Exit(useMemoryBarrier: false);
        }
    }

    public bool TryTake(out Letter<TMessage> letter)
    {
        _stashed = false;
        if (_returned is not null && _returned.TryDequeue(out letter)) return true;
        if (_next == _end && !Exchange())
        {
            letter = default;
            return false;
        }

        letter = _taken[_next];
        _taken[_next++] = default;
        return true;
    }

    /// <summary>Keeps the letter in hand for later.</summary>
    /// <exception cref="InvalidOperationException">It is stashed already.</exception>
    public void Stash(in Letter<TMessage> letter)
    {
        if (_stashed) throw new InvalidOperationException("The message in hand is stashed already; stash it once.");
        (_stash ??= new()).Enqueue(letter);
        _stashed = true;
    }

    /// <summary>Puts the stash before everything else, in its order.</summary>
    public void UnstashAll()
    {
        if (_stash is not { Count: > 0 } stash) return;
        while (_returned is not null && _returned.TryDequeue(out var letter)) stash.Enqueue(letter);
        (_returned, _stash) = (stash, _returned);
    }

    /// <returns>Whether letters had arrived.</returns>
    private bool Exchange()
    {
        if (Volatile.Read(ref _arrivals) == 0) return false;
        var room = _taken.Length > MostKept ? [] : _taken;
        var entered = false;
        try
        {
            _gate.Enter(ref entered);
            (_taken, _arrived) = (_arrived, room);
            (_next, _end) = (0, _arrivals);
            _arrivals = 0;
        }
        finally
        {
            if (entered) _gate.Exit(useMemoryBarrier: false);
        }

        return true;
    }
}
