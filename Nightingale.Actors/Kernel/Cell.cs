namespace Nightingale.Actors.Kernel;

/// <summary>
/// What stays of an actor while its incarnations come and go: its place in the tree, its lifecycle, its children and its watchers.
/// The supervisor, which is the parent's cell, says when an incarnation begins and ends; the cell carries it out and reports.
/// </summary>
internal abstract class Cell(ActorSystem system, Cell? parent, string name, int number) : Calls(system)
{
    private Supervision? _children;
    private List<Cell>? _watchers;
    private Queue<Exception>? _untold;
    private int _spawned;
    private int _starts;
    private bool _removed;
    private bool _exits;
    private bool _closed;
    private bool _abandoned;

    public string Name { get; } = name;

    /// <summary>Among its siblings, in start order; never used again.</summary>
    public int Number { get; } = number;

    public Cell? Parent => parent;

    public string Path => parent is null ? Name : $"{parent.Path}/{Name}";

    public abstract ActorRef Address { get; }

    public abstract RestartKind Restart { get; }

    public abstract SupervisorSpec ChildrenSpec { get; }

    /// <summary>The context of the incarnation; none between two of them.</summary>
    protected abstract object? Incarnation { get; }

    /// <summary>Whether there is an actor whose <c>Stopped</c> is to be called.</summary>
    protected abstract bool HasActor { get; }

    protected abstract int MailboxLength { get; }

    /// <summary>It waits for a verdict, its own or an ancestor's, and so do all below it.</summary>
    private bool IsSuspended => (Hold & (Hold.Failed | Hold.Suspended)) != Hold.None;

    /// <summary>Adds a child and starts it.</summary>
    /// <exception cref="ArgumentException">A live child has that name.</exception>
    /// <exception cref="ActorStoppedException">This actor has stopped.</exception>
    public ActorRef<TMessage> Spawn<TMessage>(ChildSpec<TMessage> spec)
    {
        lock (Gate)
        {
            if (Final) throw new ActorStoppedException($"{Path} is stopping; it starts no children any more.");
            var child = new Cell<TMessage>(System, this, spec, ++_spawned);
            (_children ??= new(this, IsSuspended)).Add(child);
            return child.Self;
        }
    }

    /// <summary>The live children in start order.</summary>
    public IReadOnlyList<Cell> Children()
    {
        lock (Gate) return _children?.InStartOrder() ?? [];
    }

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

    /// <summary>The supervision of the children gave up: it will fail when they have stopped.</summary>
    public void Halt_NeedsGate() => Hold |= Hold.Halted;

    /// <summary>The supervision of the children failed: with a fault of one of them, or because it gave up and they have stopped.</summary>
    public void Escalate_NeedsGate(Exception fault)
    {
        Hold &= ~Hold.Halted;
        Fail_NeedsGate(fault);
    }

    /// <summary>The last child is gone: now the incarnation itself ends.</summary>
    public void ChildrenClosed_NeedsGate()
    {
        _children = null;
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
            case Signal.Supervise supervise: _children?.Step(supervise.Input); break;
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
            else CloseChildren_NeedsGate();
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
        else CloseChildren_NeedsGate();
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
        if (!Calling) CloseChildren_NeedsGate();
    }

    private void CloseChildren_NeedsGate()
    {
        Unbound_NeedsGate();
        if (_children is null) ChildrenClosed_NeedsGate();
        else _children.Step(new SupervisorInput.Close());
    }

    private void Over_NeedsGate()
    {
        Unbound_NeedsGate();
        Hold = (Hold & Hold.Suspended) | Hold.Down;
        (_closed, _abandoned, _untold) = (false, false, null);
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

    /// <summary>It waits for the verdict, and so do all below it. One failure at a time: another one is told when this one is forgiven.</summary>
    private void Fail_NeedsGate(Exception fault)
    {
        KernelLog.Failed(System.Log, Path, fault);
        if (Hold.HasFlag(Hold.Ending)) return;
        if (Hold.HasFlag(Hold.Failed))
        {
            (_untold ??= new()).Enqueue(fault);
            return;
        }

        Suspend_NeedsGate(Hold.Failed);
        ReportFailure(fault);
    }

    private void Forgive_NeedsGate()
    {
        if (Hold.HasFlag(Hold.Failed) && _untold is not null && _untold.TryDequeue(out var next)) ReportFailure(next);
        else Resume_NeedsGate(Hold.Failed);
    }

    private void Suspend_NeedsGate(Hold reason)
    {
        var already = IsSuspended;
        Hold |= reason;
        if (!already) _children?.Step(new SupervisorInput.Suspend());
    }

    private void Resume_NeedsGate(Hold reason)
    {
        if (!Hold.HasFlag(reason)) return;
        Hold &= ~reason;
        if (!IsSuspended) _children?.Step(new SupervisorInput.Resume());
    }

    private void ReportFailure(Exception fault) => Report(new SupervisorInput.Failed(Number, fault, System.Uptime, System.Roll()));

    private void Report(SupervisorInput.OfChild input)
    {
        if (parent is null) System.RootReports(input);
        else parent.Send(new Signal.Supervise(input));
    }
}
