using System.Collections.Concurrent;

namespace Nightingale.Actors.Kernel;

/// <summary>
/// The letters of one actor: those that came back from the stash first, then those that arrived, in order. Any thread adds; only the actor's
/// turn takes. Nothing is allocated before the first letter, because most actors of a large system are idle.
/// </summary>
internal sealed class Mailbox<TMessage>
{
    private ConcurrentQueue<Letter<TMessage>>? _arrived;
    private Queue<Letter<TMessage>>? _returned;
    private Queue<Letter<TMessage>>? _stash;
    private bool _stashed;

    public bool Any => _returned is { Count: > 0 } || _arrived is { IsEmpty: false };

    /// <summary>All letters, the stashed ones too.</summary>
    public int Count => (_arrived?.Count ?? 0) + (_returned?.Count ?? 0) + (_stash?.Count ?? 0);

    public void Add(in Letter<TMessage> letter) => (_arrived ?? Arrived()).Enqueue(letter);

    public bool TryTake(out Letter<TMessage> letter)
    {
        _stashed = false;
        if (_returned is not null && _returned.TryDequeue(out letter)) return true;
        if (_arrived is not null) return _arrived.TryDequeue(out letter);
        letter = default;
        return false;
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

    private ConcurrentQueue<Letter<TMessage>> Arrived()
    {
        Interlocked.CompareExchange(ref _arrived, new(), null);
        return _arrived;
    }
}
