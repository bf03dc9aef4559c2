using Nightingale.Actors.Kernel;

namespace Nightingale.Tests.Kernel.Explored;

/// <summary>
/// One cell, its senders, and a pool of two threads that run its turns. Each sender is a word: m sends a message, h a signal that holds messages back, and p one
/// that lets them pass.
/// </summary>
internal sealed class ExploredPlay : IDispatcher
{
    private const int PoolThreads = 2;
    private static readonly Sent Start = new(-1, 0);

    private readonly Queue<IThreadPoolWorkItem> _due = [];
    private readonly IReadOnlyList<string> _senders;
    private readonly IExploredCell _cell;
    private readonly List<object> _resting = [];

    private ExploredPlay(IReadOnlyList<string> senders, Func<IDispatcher, IExploredCell> make)
    {
        (_senders, _cell) = (senders, make(this));
        _cell.Send(new ExploredSignal(Start, Hold.None));
        Drain();
    }

    /// <summary>Ready to be played once.</summary>
    public static (IReadOnlyList<Action> Threads, Func<string?> Problem) New(IReadOnlyList<string> senders, Func<IDispatcher, IExploredCell> make)
    {
        var play = new ExploredPlay(senders, make);
        return ([.. senders.Select((_, sender) => (Action)(() => play.Post(sender))), .. Enumerable.Repeat<Action>(play.RunTurns, PoolThreads)], play.Problem);
    }

    public void Schedule(IThreadPoolWorkItem turn) => _due.Enqueue(turn);

    private void Post(int sender)
    {
        var (messages, signals) = (0, 0);
        foreach (var what in _senders[sender])
            if (what == 'm') _cell.Tell(new(sender, messages++));
            else _cell.Send(new ExploredSignal(SignalOf(sender, signals++), what == 'h' ? Hold.Suspended : Hold.None));
    }

    // One pool thread that rests is as good as another: only the one that rests longest may take a turn.
    private void RunTurns()
    {
        while (true)
        {
            var rest = new object();
            _resting.Add(rest);
            if (!Explorer.Until(() => _due.Count > 0 && _resting[0] == rest)) return;
            _resting.RemoveAt(0);
            _due.Dequeue().Execute();
        }
    }

    private string? Problem()
    {
        if (_cell.Problem is { } problem) return problem;
        if (_cell.Waiting is { } waiting && (!_cell.IsHeld || waiting.Contains("signal", StringComparison.Ordinal))) return $"{waiting}, and no turn comes";
        _cell.Send(new ExploredSignal(Start with { Number = 1 }, Hold.None));
        Drain();
        for (var sender = 0; sender < _senders.Count; sender++)
            if (_cell.Received(sender) + _cell.Received(SignalOf(sender, 0).Sender) != _senders[sender].Length)
                return $"not everything came from sender {sender}";
        return _cell.Problem ?? _cell.Waiting;
    }

    // Signals overtake messages: only among themselves they keep their order.
    private static Sent SignalOf(int sender, int number) => new(-2 - sender, number);

    private void Drain()
    {
        while (_due.TryDequeue(out var turn)) turn.Execute();
    }
}
