using Nightingale.Actors.Kernel;

namespace Nightingale.Tests.Kernel.Explored;

/// <summary>
/// The least actor on the kernel's own turns, mailbox and queue of signals, as they stand in the copies. This file is copied with them, so that each copy
/// with something missing has a cell of its own.
/// </summary>
internal sealed class ExploredCell(IDispatcher dispatcher, int throughput) : Turns(dispatcher), IExploredCell
{
    private readonly Mailbox<Sent> _mailbox = new();
    private readonly Dictionary<int, int> _received = [];
    private int _turns;

    public string? Problem { get; private set; }

    public bool IsHeld => Hold != Hold.None;

    public string? Waiting => HasSignals ? "a signal waits" : HasMessages ? "a message waits" : null;

    protected override bool HasMessages => _mailbox.Any;

    public void Tell(Sent sent)
    {
        _mailbox.Add(new(sent, ticket: null));
        Wake();
    }

    public int Received(int sender) => _received.GetValueOrDefault(sender);

    protected override bool TakeSignals(long turn)
    {
        Enter();
        while (TryTake(out var signal)) Handle((ExploredSignal)signal);
        Leave();
        return true;
    }

    protected override bool TakeMessages(long turn)
    {
        Enter();
        for (var left = throughput; left > 0 && Hold == Hold.None && _mailbox.TryTake(out var letter); left--)
        {
            Receive(letter.Message);
            while (HasSignals && TryTake(out var signal)) Handle((ExploredSignal)signal);
            if (!Owns(turn)) return false;
        }

        Leave();
        return true;
    }

    private void Handle(ExploredSignal signal)
    {
        Receive(signal.Sent);
        Hold = signal.Hold;
    }

    private void Receive(Sent sent)
    {
        var expected = _received.GetValueOrDefault(sent.Sender);
        if (sent.Number != expected) Problem ??= $"number {sent.Number} of sender {sent.Sender} came where {expected} was to come";
        _received[sent.Sender] = expected + 1;
    }

    private void Enter()
    {
        if (++_turns > 1) Problem ??= "two turns at once";
    }

    private void Leave() => _turns--;
}
