namespace Nightingale.Actors.Kernel;

/// <summary>
/// A cell among its kin: its place in the tree, its children, and what passes between it and its parent. While it waits for the verdict on a failure, its own
/// or an ancestor's, so do all below it.
/// </summary>
internal abstract class Kin(ActorSystem system, Kin? parent, string name, int number) : Calls(system)
{
    private Supervision? _children;
    private Queue<Exception>? _untold;
    private int _spawned;

    public string Name { get; } = name;

    /// <summary>Among its siblings, in start order; never used again.</summary>
    public int Number { get; } = number;

    public Kin? Parent => parent;

    public string Path => parent is null ? Name : $"{parent.Path}/{Name}";

    public abstract SupervisorSpec ChildrenSpec { get; }

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

    /// <summary>The supervision of the children gave up: it will fail when they have stopped.</summary>
    public void Halt_NeedsGate() => Hold |= Hold.Halted;

    /// <summary>The supervision of the children failed: with a fault of one of them, or because it gave up and they have stopped.</summary>
    public void Escalate_NeedsGate(Exception fault)
    {
        Hold &= ~Hold.Halted;
        Fail_NeedsGate(fault);
    }

    /// <summary>The last child is gone.</summary>
    public void ChildrenClosed_NeedsGate()
    {
        _children = null;
        Closed_NeedsGate();
    }

    /// <summary>No child is left of those that were to end.</summary>
    protected abstract void Closed_NeedsGate();

    protected void CloseChildren_NeedsGate()
    {
        if (_children is null) ChildrenClosed_NeedsGate();
        else _children.Step(new SupervisorInput.Close());
    }

    protected void Supervise_NeedsGate(SupervisorInput input) => _children?.Step(input);

    /// <summary>It waits for the verdict, and so do all below it. One failure at a time: another one is told when this one is forgiven.</summary>
    protected void Fail_NeedsGate(Exception fault)
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

    protected void Forgive_NeedsGate()
    {
        if (Hold.HasFlag(Hold.Failed) && _untold is not null && _untold.TryDequeue(out var next)) ReportFailure(next);
        else Resume_NeedsGate(Hold.Failed);
    }

    protected void Suspend_NeedsGate(Hold reason)
    {
        var already = IsSuspended;
        Hold |= reason;
        if (!already) _children?.Step(new SupervisorInput.Suspend());
    }

    protected void Resume_NeedsGate(Hold reason)
    {
        if (!Hold.HasFlag(reason)) return;
        Hold &= ~reason;
        if (!IsSuspended) _children?.Step(new SupervisorInput.Resume());
    }

    protected void ForgetFailures_NeedsGate() => _untold = null;

    protected void Report(SupervisorInput.OfChild input)
    {
        if (parent is null) System.RootReports(input);
        else parent.Send(new Signal.Supervise(input));
    }

    private void ReportFailure(Exception fault) => Report(new SupervisorInput.Failed(Number, fault, System.Uptime, System.Roll()));
}
