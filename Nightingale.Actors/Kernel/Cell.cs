namespace Nightingale.Actors.Kernel;

/// <summary>
/// What stays of an actor while its incarnations come and go: its lifecycle and its watchers.
/// The supervisor, which is the parent's cell, says when an incarnation begins and ends; the cell carries it out and reports.
/// </summary>
internal abstract class Cell(ActorSystem system, Kin? parent, string name, int number) : Kin(system, parent, name, number)
{
    private List<Cell>? _watchers;
    private int _starts;
    private bool _removed;
    private bool _exits;
    private bool _closed;
    private bool _abandoned;

    public abstract ActorRef Address { get; }

    public abstract RestartKind Restart { get; }

    /// <summary>The context of the incarnation; none between two of them.</summary>
    protected abstract object? Incarnation { get; }

    /// <summary>Whether there is an actor whose <c>Stopped</c> is to be called.</summary>
    protected abstract bool HasActor { get; }

    protected abstract int MailboxLength { get; }

    /// <summary>Ends the incarnation. Its time runs from now, even if a call keeps the signal from being read.</summary>
    public void RequestEnd(bool final)
    {
        lock (Gate)
        {
            Bound_NeedsGate();
            Send(new Signal.End(final));
        }
    }

    public TreeNode Snapshot()
    {
        lock (Gate) return new(Path, Restart, ChildrenSpec.Strategy, Hold.State(Incarnation is not null), Math.Max(0, _starts - 1), MailboxLength);
    }

    /// <summary>The last child is gone: now the incarnation itself ends.</summary>
    protected sealed override void Closed_NeedsGate()
    {
        _closed = true;
        CloseIncarnation_NeedsGate();
        if (_abandoned || !HasActor)
        {
            Over_NeedsGate();
            return;
        }

        Bound_NeedsGate();
        Call_NeedsGate(Call.Stopped);
    }

    protected sealed override void Handle_NeedsGate(Signal signal)
    {
        switch (signal)
        {
            case Signal.Start: Start_NeedsGate(); break;
            case Signal.End end: End_NeedsGate(end.Final); break;
            case Signal.Exit exit when exit.Incarnation == Incarnation: BeginEnd_NeedsGate(exits: true); break;
            case Signal.Exit: break;
            case Signal.Remove: Remove_NeedsGate(); break;
            case Signal.Suspend: Suspend_NeedsGate(Hold.Suspended); break;
            case Signal.Resume: Resume_NeedsGate(Hold.Suspended); break;
            case Signal.Forgive: Forgive_NeedsGate(); break;
            case Signal.Supervise supervise: Supervise_NeedsGate(supervise.Input); break;
            case Signal.Watch watch when _removed: watch.Watcher.Send(new Signal.Terminated(Address)); break;
            case Signal.Watch watch: (_watchers ??= []).Add(watch.Watcher); break;
            case Signal.Unwatch unwatch: _watchers?.Remove(unwatch.Watcher); break;
            case Signal.Terminated terminated: Terminated_NeedsGate(terminated.Actor); break;
            default: throw new InvalidOperationException($"A cell does not know {signal}.");
        }
    }

    protected sealed override void Returned_NeedsGate(Call call, Exception? fault)
    {
        if (call == Call.Stopped || Hold.HasFlag(Hold.Ending))
        {
            if (fault is not (null or OperationCanceledException)) KernelLog.FailedWhileEnding(System.Log, Path, fault);
            if (call == Call.Stopped) Over_NeedsGate();
            else EndChildren_NeedsGate();
            return;
        }

        if (fault is not null)
        {
            Fail_NeedsGate(fault);
        }
        else if (call == Call.Started)
        {
            Hold &= ~Hold.Down;
            Report(new SupervisorInput.Started(Number, System.Uptime));
        }
    }

    protected sealed override void Abandoned_NeedsGate()
    {
        KernelLog.Abandoned(System.Log, Path, StopWithin);
        _abandoned = true;
        if (_closed) Over_NeedsGate();
        else EndChildren_NeedsGate();
    }

    protected sealed override void CameBack(Exception? fault) => KernelLog.CameBack(System.Log, Path, fault);

    /// <summary>A new context; the actor is made when it is called.</summary>
    protected abstract void OpenIncarnation_NeedsGate();

    /// <summary>Cancels the token of the incarnation.</summary>
    protected abstract void CancelIncarnation_NeedsGate();

    /// <summary>Ends what belongs to the incarnation: its timers and watches. The actor can do no more through its context.</summary>
    protected abstract void CloseIncarnation_NeedsGate();

    /// <summary>Lets go of context and actor.</summary>
    protected abstract void DropIncarnation_NeedsGate();

    protected abstract void Terminated_NeedsGate(ActorRef other);

    private void Start_NeedsGate()
    {
        _starts++;
        OpenIncarnation_NeedsGate();
        Call_NeedsGate(Call.Started);
    }

    private void End_NeedsGate(bool final)
    {
        Final |= final;
        if (Incarnation is null) Over_NeedsGate();
        else BeginEnd_NeedsGate(exits: false);
    }

    private void BeginEnd_NeedsGate(bool exits)
    {
        if (Hold.HasFlag(Hold.Ending))
        {
            // An end that the supervisor asked for is reported as such, even if the actor wants to go meanwhile: the supervisor waits for it.
            _exits &= exits;

            // Its children are ending; they have their own bounds.
            if (!Calling && !_closed) Unbound_NeedsGate();
            return;
        }

        _exits = exits;
        Hold |= Hold.Ending;
        CancelIncarnation_NeedsGate();
        Bound_NeedsGate();
        if (!Calling) EndChildren_NeedsGate();
    }

    private void EndChildren_NeedsGate()
    {
        Unbound_NeedsGate();
        CloseChildren_NeedsGate();
    }

    private void Over_NeedsGate()
    {
        Unbound_NeedsGate();
        Hold = (Hold & Hold.Suspended) | Hold.Down;
        (_closed, _abandoned) = (false, false);
        ForgetFailures_NeedsGate();
        DropIncarnation_NeedsGate();
        if (_exits) Report(new SupervisorInput.Exited(Number, System.Uptime, System.Roll()));
        else Report(new SupervisorInput.Ended(Number));
        _exits = false;
    }

    private void Remove_NeedsGate()
    {
        (Final, _removed) = (true, true);
        foreach (var watcher in _watchers ?? []) watcher.Send(new Signal.Terminated(Address));
        _watchers = null;
    }
}
