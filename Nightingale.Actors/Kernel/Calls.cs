namespace Nightingale.Actors.Kernel;

/// <summary>Which of the actor's own methods runs.</summary>
internal enum Call
{
    None,
    Started,
    Receive,
    Stopped,
}

/// <summary>
/// Runs the actor's own code: one call at a time, outside of the gate. While a call is pending, signals are handled and messages wait. Once
/// the incarnation ends, calls are bounded: one that takes longer is abandoned, and what it does afterwards concerns nobody.
/// </summary>
internal abstract class Calls(ActorSystem system) : Turns(system.Dispatcher)
{
    private PendingCall? _pending;
    private CallBound? _bound;
    private Call _next;

    public ActorSystem System { get; } = system;

    /// <summary>Whether a call is pending.</summary>
    protected bool Calling => _pending is not null;

    protected abstract TimeSpan StopWithin { get; }

    /// <summary>
    /// The time of a call is over. One that blocks its thread loses its turn, for no signal would be handled otherwise.
    /// </summary>
    public void BoundPassed(CallBound bound)
    {
        lock (Gate)
        {
            if (bound != _bound) return;
            Send(bound);
            if (_pending is null && Seize_NeedsGate()) Pend_NeedsGate(new(this, Call.None, default));
        }
    }

    /// <summary>Makes this call as soon as the signal in hand is handled.</summary>
    protected void Call_NeedsGate(Call call) => _next = call;

    /// <summary>From now on, a call may take <see cref="StopWithin"/>.</summary>
    protected void Bound_NeedsGate() => _bound ??= new(this, System.Time, StopWithin);

    protected void Unbound_NeedsGate()
    {
        _bound?.Cancel();
        _bound = null;
    }

    protected sealed override bool TakeSignals(long turn)
    {
        // Calls are made and signals are read in turns alone: what comes in this moment has its own turn.
        if (_next == Call.None && !HasSignals) return true;
        while (true)
        {
            Call call;
            lock (Gate)
            {
                if (!Owns(turn)) return false;
                while (_next == Call.None && TryTake(out var signal)) HandleAny_NeedsGate(signal);
                (call, _next) = (_next, Call.None);
            }

            if (call == Call.None) return true;
            if (!Make(call, turn)) return false;
        }
    }

    /// <summary>The call goes on by itself; its completion comes as a signal.</summary>
    /// <returns>False when the turn was seized.</returns>
    protected bool Await(Call call, ValueTask task, long turn)
    {
        lock (Gate)
        {
            if (!Owns(turn)) return false;
            var pending = new PendingCall(this, call, task);
            Pend_NeedsGate(pending);
            pending.Await();
            return true;
        }
    }

    /// <summary>The call completed at once.</summary>
    /// <returns>False when the turn was seized.</returns>
    protected bool Return(Call call, Exception? fault, long turn)
    {
        lock (Gate)
        {
            if (!Owns(turn)) return false;
            Returned_NeedsGate(call, fault);
            return true;
        }
    }

    /// <summary>Calls the actor. The only place, beside messages, where its code runs.</summary>
    protected abstract ValueTask Invoke(Call call);

    protected abstract void Returned_NeedsGate(Call call, Exception? fault);

    /// <summary>The call in hand did not complete in time, and counts as ended.</summary>
    protected abstract void Abandoned_NeedsGate();

    /// <summary>A call that was abandoned has completed after all.</summary>
    protected abstract void CameBack(Exception? fault);

    protected abstract void Handle_NeedsGate(Signal signal);

    private bool Make(Call call, long turn)
    {
        try
        {
            var task = Invoke(call);
            if (!task.IsCompleted) return Await(call, task, turn);
            Completed.Rethrow(task);
        }
        catch (Exception fault)
        {
            return Return(call, fault, turn);
        }

        return Return(call, fault: null, turn);
    }

    private void HandleAny_NeedsGate(Signal signal)
    {
        switch (signal)
        {
            case PendingCall completed when completed == _pending:
                Release_NeedsGate();
                Returned_NeedsGate(completed.Call, completed.Fault());
                break;
            case PendingCall abandoned:
                CameBack(abandoned.Fault());
                break;
            case CallBound bound:
                if (bound != _bound || _pending is null) break;
                Release_NeedsGate();
                Abandoned_NeedsGate();
                break;
            default:
                Handle_NeedsGate(signal);
                break;
        }
    }

    private void Pend_NeedsGate(PendingCall pending)
    {
        _pending = pending;
        Hold |= Hold.Busy;
    }

    private void Release_NeedsGate()
    {
        _pending = null;
        Hold &= ~Hold.Busy;
    }
}
