namespace Nightingale.Actors.Kernel;

/// <summary>
/// The letters of one actor: those that came back from the stash first, then those that arrived, in order. Any thread adds; only the actor's
/// turn takes. Senders fill one array while the turn empties another, and the two change places: so a turn meets the senders' gate once for all that
/// waited. An idle actor, of which there are many, has room for a few letters and no more.
/// </summary>
internal sealed class Mailbox<TMessage> : Arrivals<TMessage>
{
    private const int AlwaysKept = 16;

    private Letter<TMessage>[] _taken = [];
    private Letter<TMessage> _inHand;
    private int _next;
    private int _end;

    private Queue<Letter<TMessage>>? _returned;
    private Queue<Letter<TMessage>>? _stash;
    private bool _stashed;

    /// <summary>Whether a letter waits that is not stashed; one that is being added counts.</summary>
    public bool Any => _next < _end || _returned is { Count: > 0 } || AnyArrives;

    /// <summary>All letters, the stashed ones too.</summary>
    public int Count => Arrived + (_end - _next) + (_returned?.Count ?? 0) + (_stash?.Count ?? 0);

    /// <summary>The letter that was taken last, until it is let go.</summary>
    public ref readonly Letter<TMessage> InHand => ref _inHand;

    /// <summary>Takes the next letter in hand, in place of the one before.</summary>
    public bool TryTake() => TryTake(out _inHand);

    /// <summary>Takes the next letter and leaves the one in hand.</summary>
    public bool TryTake(out Letter<TMessage> letter)
    {
        if (_stashed) _stashed = false;
        if (_returned is not null && _returned.TryDequeue(out letter)) return true;
        if (_next == _end && !Exchange())
        {
            letter = default;
            return false;
        }

        ref var next = ref _taken[_next++];
        letter = next;
        next = default;
        return true;
    }

    /// <summary>Lets go of the letter in hand.</summary>
    public void LetGo() => _inHand = default;

    /// <summary>Keeps the letter in hand for later.</summary>
    /// <exception cref="InvalidOperationException">It is stashed already.</exception>
    public void Stash()
    {
        if (_stashed) throw new InvalidOperationException("The message in hand is stashed already; stash it once.");
        (_stash ??= new()).Enqueue(_inHand);
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
        if (!HasArrived && !HasRoomToLetGo) return false;
        (_taken, _end) = Exchange(HasArrived && IsWorthKeeping ? _taken : []);
        if (_end == 0) _taken = [];
        _next = 0;
        return _end > 0;
    }

    private bool HasRoomToLetGo => _taken.Length > AlwaysKept || Room > AlwaysKept;

    // Room that was used is needed again while messages stream; it is let go when nothing waits.
    private bool IsWorthKeeping => _taken.Length <= AlwaysKept || _end > _taken.Length / 4;
}
