using Microsoft.Extensions.Logging;

namespace Nightingale.Actors.Kernel;

/// <summary>A cell with its mailbox: takes letters from any thread and hands them to the incarnation, one at a time.</summary>
internal sealed class Cell<TMessage> : Cell
{
    private readonly ChildSpec<TMessage> _spec;
    private readonly Mailbox<TMessage> _mailbox = new();
    private ActorContext<TMessage>? _context;
    private Actor<TMessage>? _actor;

    public Cell(ActorSystem system, Kin? parent, ChildSpec<TMessage> spec, int number)
        : base(system, parent, spec.Name, number)
    {
        ArgumentException.ThrowIfNullOrEmpty(spec.Name, nameof(spec));
        _spec = spec;
        Self = new(this);
    }

    public ActorRef<TMessage> Self { get; }

    public override ActorRef Address => Self;

    public override RestartKind Restart => _spec.Restart;

    public override SupervisorSpec ChildrenSpec => _spec.Children;

    protected override TimeSpan StopWithin => _spec.StopWithin;

    protected override object? Incarnation => _context;

    protected override bool HasActor => _actor is not null;

    protected override bool HasMessages => _mailbox.Any;

    protected override int MailboxLength => _mailbox.Count;

    /// <summary>Adds a letter, from any thread.</summary>
    public void Deliver(in Letter<TMessage> letter)
    {
        _mailbox.Add(letter);
        Wake();
    }

    /// <summary>Keeps the letter in hand.</summary>
    public void Stash()
    {
        if (Hold.HasFlag(Hold.Down)) throw new InvalidOperationException("There is no message in hand to stash; that is so in Receive only.");
        _mailbox.Stash();
    }

    public void UnstashAll() => _mailbox.UnstashAll();

    public ILogger Logger() => System.Logs.CreateLogger(_actor?.GetType().FullName ?? Name);

    protected override bool TakeMessages(long turn)
    {
        if (Final) return Bury();
        for (var left = System.Throughput; left > 0 && Hold == Hold.None && _mailbox.TryTake(); left--)
        {
            if (_mailbox.InHand.Ticket is { } ticket && !ticket.Admit()) continue;
            if (!Receive(turn) || (HasSignals && !TakeSignals(turn)) || !Owns(turn)) return false;
        }

        if (!Hold.HasFlag(Hold.Busy)) _mailbox.LetGo();
        return true;
    }

    protected override ValueTask Invoke(Call call)
    {
        if (call == Call.Stopped) return _actor!.Stopped();
        var actor = _spec.Create();
        actor.Enter(_context!);
        _actor = actor;
        return actor.Started();
    }

    protected override void OpenIncarnation_NeedsGate() => _context = new(this);

    protected override void CancelIncarnation_NeedsGate() => _context!.Cancel_NeedsGate();

    protected override void CloseIncarnation_NeedsGate() => _context!.Close_NeedsGate();

    protected override void DropIncarnation_NeedsGate()
    {
        (_context, _actor) = (null, null);
        _mailbox.LetGo();
    }

    protected override void Terminated_NeedsGate(ActorRef other) => _context?.Terminated_NeedsGate(other);

    /// <returns>False when the turn was seized meanwhile.</returns>
    private bool Receive(long turn)
    {
        try
        {
            var receiving = _actor!.Receive(_mailbox.InHand.Message);
            if (!receiving.IsCompleted) return Await(Call.Receive, receiving, turn);
            Completed.Rethrow(receiving);
            return true;
        }
        catch (Exception fault)
        {
            return Return(Call.Receive, fault, turn);
        }
    }

    /// <summary>Nothing will be received any more: whatever waits is a dead letter.</summary>
    private bool Bury()
    {
        for (var left = System.Throughput; left > 0 && TryTakeAny(out var letter); left--)
        {
            if (letter.Ticket is { } ticket && !ticket.Admit()) continue;
            var why = new ActorStoppedException($"{Path} stopped before it received the message.");
            System.DeadLetters.Add(new(letter.Message!, Path, why.Message));
            (letter.Message as IUndeliverable)?.Undeliverable("It stopped before it received the request; nothing of it was done. Try again.");
            letter.Ticket?.Undelivered(why);
        }

        return true;
    }

    private bool TryTakeAny(out Letter<TMessage> letter)
    {
        lock (Gate)
        {
            // A message that is still being received may stash or unstash.
            _mailbox.UnstashAll();
            return _mailbox.TryTake(out letter);
        }
    }
}
