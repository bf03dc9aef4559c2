using System.Diagnostics.CodeAnalysis;

namespace Nightingale.Actors.Kernel;

/// <summary>
/// Takes one turn at a time on the dispatcher: is scheduled when there is something to do, and never twice at once. Signals schedule a turn
/// always, messages only while none of the reasons to hold them applies.
/// </summary>
internal abstract class Turns(IDispatcher dispatcher) : IThreadPoolWorkItem
{
    private const int Idle = 0;
    private const int Holding = 1;
    private const int Scheduled = 2;

    private const long None = 0;
    private const long Seized = -1;

    private SignalQueue _signals;
    private int _status = Holding;
    private long _turns;
    private long _running;

    /// <summary>Guards everything but the mailbox. Never held while the actor's own code runs.</summary>
    public Lock Gate { get; } = new();

    /// <summary>Why messages wait. Changed in a turn only.</summary>
    protected Hold Hold { get; set; } = Hold.Down;

    /// <summary>No message will ever be received again: what comes is a dead letter.</summary>
    protected bool Final { get; set; }

    /// <summary>Whether a signal waits.</summary>
    protected bool HasSignals => _signals.Any;

    /// <summary>Whether a message waits. One that is being added, whose sender may have found the actor busy already, counts.</summary>
    protected abstract bool HasMessages { get; }

    /// <summary>Adds a signal, from any thread.</summary>
    public void Send(Signal signal)
    {
        _signals.Add(signal);
        for (var status = Volatile.Read(ref _status); status != Scheduled; status = Volatile.Read(ref _status))
            if (Schedule(status))
                return;
    }

    /// <summary>One turn.</summary>
    public void Execute()
    {
        var turn = ++_turns;
        Volatile.Write(ref _running, turn);
        if (!TakeSignals(turn) || !TakeMessages(turn)) return;
        if (Interlocked.CompareExchange(ref _running, None, turn) == turn) Rest();
    }

    /// <summary>A message was added.</summary>
    protected void Wake()
    {
        // To add a message begins with an atomic operation, which comes before this read. Rest does it the other way round and waits for a
        // message that is being added, so one of the two sees the other.
        if (Volatile.Read(ref _status) == Idle) Schedule(Idle);
    }

    /// <summary>Whether the turn was not seized meanwhile.</summary>
    protected bool Owns(long turn) => turn == Volatile.Read(ref _running);

    /// <summary>Takes the turn from a thread that does not come back with it, and schedules another.</summary>
    /// <returns>False when no turn is running.</returns>
    protected bool Seize_NeedsGate()
    {
        var turn = Volatile.Read(ref _running);
        if (turn == None || Interlocked.CompareExchange(ref _running, Seized, turn) != turn) return false;
        dispatcher.Schedule(this);
        return true;
    }

    /// <summary>Handles the signals that wait.</summary>
    /// <returns>False when the turn was seized: return without touching anything.</returns>
    protected abstract bool TakeSignals(long turn);

    /// <summary>Receives messages for the length of one turn.</summary>
    /// <returns>False when the turn was seized: return without touching anything.</returns>
    protected abstract bool TakeMessages(long turn);

    /// <summary>The next signal, if there is one.</summary>
    protected bool TryTake([NotNullWhen(true)] out Signal? signal) => _signals.TryTake(out signal);

    private void Rest()
    {
        var resting = Hold == Hold.None || Final ? Idle : Holding;
        Interlocked.Exchange(ref _status, resting);
        if (HasSignals || (resting == Idle && HasMessages)) Schedule(resting);
    }

    private bool Schedule(int from)
    {
        if (Interlocked.CompareExchange(ref _status, Scheduled, from) != from) return false;
        dispatcher.Schedule(this);
        return true;
    }
}
