namespace Nightingale.Tests.Kernel;

/// <summary>Which protection the model lacks.</summary>
internal enum WithoutProtection
{
    None,

    /// <summary>A turn that rests does not wait for a message that is being added: its sender may have read the status before others see the message.</summary>
    Gate,

    /// <summary>A turn looks for more before it says that it rests.</summary>
    LookAfterResting,

    /// <summary>A sender schedules without comparing, because the status was idle when it read it.</summary>
    Compare,
}

/// <summary>
/// <c>Turns</c> in steps that a processor cannot divide: two senders of messages, one of signals, and turns. A sender's write may wait in its store
/// buffer while its later reads are done, as on every present processor; an interlocked operation, with which each message begins, empties the buffer first.
/// </summary>
internal sealed record TurnsModel
{
    private const int Idle = 0;
    private const int Holding = 1;
    private const int Scheduled = 2;

    /// <summary>Messages that each sender has still to send, where it stands, and what waits in its store buffer.</summary>
    public (int Left, int At, int Buffer) First { get; init; }

    public (int Left, int At, int Buffer) Second { get; init; }

    /// <summary>Signals still to be sent: every other one makes messages wait, or lets them pass.</summary>
    public (int Left, int At) Signaller { get; init; }

    /// <summary>Turns that the dispatcher has to run, and where the running one stands; 0: none runs.</summary>
    public (int Due, int At) Turn { get; init; }

    /// <summary>Turns that rest and look once more, and those that saw something: another turn may have begun beside them.</summary>
    public (int Looking, int Scheduling) ToIdle { get; init; }

    /// <summary>The same, of those that rest while messages must wait.</summary>
    public (int Looking, int Scheduling) ToHolding { get; init; }

    public int Messages { get; init; }

    public int Signals { get; init; }

    public bool Hold { get; init; }

    public int Status { get; init; }

    /// <summary>What must never be, or null.</summary>
    public string? Problem =>
        Turn.Due + (Turn.At > 0 ? 1 : 0) > 1 ? "two turns at once"
        : !IsAtRest ? null
        : Signals > 0 ? "a signal waits, and no turn comes"
        : Messages > 0 && !Hold ? "a message waits, and no turn comes"
        : null;

    private bool IsAtRest => First is (0, 0, 0) && Second is (0, 0, 0) && Signaller is (0, 0) && Turn is (0, 0) && ToIdle is (0, 0) && ToHolding is (0, 0);

    /// <summary>Every state that one step leads to.</summary>
    public IEnumerable<TurnsModel> Next(WithoutProtection without)
    {
        if (Send(First, without) is { } first) yield return first.World with { First = first.Sender };
        if (Send(Second, without) is { } second) yield return second.World with { Second = second.Sender };
        if (First.Buffer > 0) yield return this with { Messages = Messages + First.Buffer, First = First with { Buffer = 0 } };
        if (Second.Buffer > 0) yield return this with { Messages = Messages + Second.Buffer, Second = Second with { Buffer = 0 } };
        if (Signal() is { } signalled) yield return signalled;
        if (Run(without) is { } run) yield return run;
        foreach (var rested in Rest(without)) yield return rested;
    }

    // Deliver: Mailbox.Add, then Turns.Wake.
    private (TurnsModel World, (int Left, int At, int Buffer) Sender)? Send((int Left, int At, int Buffer) sender, WithoutProtection without) => sender.At switch
    {
        0 when sender.Left > 0 => (this with { Messages = Messages + sender.Buffer }, (sender.Left - 1, 1, 1)),
        1 => (this, sender with { At = Status == Idle ? 2 : 0 }),
        2 when without is WithoutProtection.Compare => (this with { Messages = Messages + sender.Buffer, Status = Scheduled, Turn = Turn with { Due = Turn.Due + 1 } }, (sender.Left, 0, 0)),
        2 => (Scheduling(Idle) with { Messages = Messages + sender.Buffer }, (sender.Left, 0, 0)),
        _ => null,
    };

    // Turns.Send: from whatever it rests in.
    private TurnsModel? Signal() => Signaller switch
    {
        (0, 0) => null,
        (var left, 0) => this with { Signals = Signals + 1, Signaller = (left - 1, 1) },
        (var left, 1) => this with { Signaller = (left, Status switch { Scheduled => 0, Idle => 2, _ => 3 }) },
        (var left, var at) => Scheduling(at == 2 ? Idle : Holding) is var world && world.Turn != Turn
            ? world with { Signaller = (left, 0) }
            : this with { Signaller = (left, 1) },
    };

    // Turns.Execute: signals, messages and a look for signals after each; then it rests, and looks once more.
    private TurnsModel? Run(WithoutProtection without) => Turn.At switch
    {
        0 when Turn.Due > 0 => this with { Turn = (Turn.Due - 1, 1) },
        1 when Signals > 0 => this with { Signals = Signals - 1, Hold = !Hold },
        1 => At(2),
        2 when Messages > 0 && !Hold => this with { Messages = Messages - 1, Turn = Turn with { At = 1 } },
        2 when without is not WithoutProtection.LookAfterResting => At(3),
        2 => At(Signals > 0 || (Messages > 0 && !Hold) ? 1 : 4),
        3 when Hold => At(0) with { Status = Holding, ToHolding = ToHolding with { Looking = ToHolding.Looking + 1 } },
        3 => At(0) with { Status = Idle, ToIdle = ToIdle with { Looking = ToIdle.Looking + 1 } },
        4 => At(0) with { Status = Hold ? Holding : Idle },
        _ => null,
    };

    // Whoever adds a message is in the mailbox's gate, which everyone sees, for as long as the message is not seen.
    private IEnumerable<TurnsModel> Rest(WithoutProtection without)
    {
        var canLook = without is WithoutProtection.Gate || Signals > 0 || Messages > 0 || (First.Buffer == 0 && Second.Buffer == 0);
        if (ToIdle.Looking > 0 && canLook) yield return this with { ToIdle = (ToIdle.Looking - 1, ToIdle.Scheduling + (Signals > 0 || Messages > 0 ? 1 : 0)) };
        if (ToHolding.Looking > 0) yield return this with { ToHolding = (ToHolding.Looking - 1, ToHolding.Scheduling + (Signals > 0 ? 1 : 0)) };
        if (ToIdle.Scheduling > 0) yield return Scheduling(Idle) with { ToIdle = (ToIdle.Looking, ToIdle.Scheduling - 1) };
        if (ToHolding.Scheduling > 0) yield return Scheduling(Holding) with { ToHolding = (ToHolding.Looking, ToHolding.Scheduling - 1) };
    }

    private TurnsModel At(int at) => this with { Turn = Turn with { At = at } };

    private TurnsModel Scheduling(int from) => Status == from ? this with { Status = Scheduled, Turn = Turn with { Due = Turn.Due + 1 } } : this;
}
