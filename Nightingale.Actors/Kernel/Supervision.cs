namespace Nightingale.Actors.Kernel;

/// <summary>Carries out for real what <see cref="SupervisorState"/> decides about the children of one cell. Guarded by that cell's gate.</summary>
/// <param name="owner">The cell whose children they are.</param>
/// <param name="suspended">Whether their messages wait from the beginning, because the owner's do.</param>
internal sealed class Supervision(Kin owner, bool suspended)
{
    private readonly Dictionary<int, Cell> _cells = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private Dictionary<int, ITimer>? _delays;
    private SupervisorState _state = new(owner.ChildrenSpec) { Suspended = suspended };

    public void Add(Cell child)
    {
        if (!_names.Add(child.Name)) throw new ArgumentException($"{owner.Path} has a live child named {child.Name} already; watch that one to learn of its end.", nameof(child));
        _cells.Add(child.Number, child);
        Step(new SupervisorInput.Spawned(child.Number, child.Name, child.Restart));
    }

    public IReadOnlyList<Cell> InStartOrder() => [.. _cells.Values.OrderBy(child => child.Number)];

    public void Step(SupervisorInput input)
    {
        (_state, var effects) = _state.Step(input);
        foreach (var effect in effects) Carry(effect);
    }

    private void Carry(SupervisorEffect effect)
    {
        switch (effect)
        {
            case SupervisorEffect.Start(var child): _cells[child].Send(new Signal.Start()); break;
            case SupervisorEffect.Stop(var child, var final): _cells[child].RequestEnd(final); break;
            case SupervisorEffect.Remove(var child): Remove(child); break;
            case SupervisorEffect.Suspend(var child): _cells[child].Send(new Signal.Suspend()); break;
            case SupervisorEffect.Resume(var child): _cells[child].Send(new Signal.Resume()); break;
            case SupervisorEffect.Forgive(var child): _cells[child].Send(new Signal.Forgive()); break;
            case SupervisorEffect.Schedule(var child, var delay): Schedule(child, delay); break;
            case SupervisorEffect.Halt: owner.Halt_NeedsGate(); break;
            case SupervisorEffect.Escalate(var fault): owner.Escalate_NeedsGate(fault); break;
            case SupervisorEffect.Closed: owner.ChildrenClosed_NeedsGate(); break;
            default: throw new InvalidOperationException($"A supervisor cannot {effect}.");
        }
    }

    private void Remove(int number)
    {
        if (!_cells.Remove(number, out var child)) return;
        _names.Remove(child.Name);
        if (_delays is not null && _delays.Remove(number, out var delay)) delay.Dispose();
        child.Send(new Signal.Remove());
    }

    private void Schedule(int number, TimeSpan delay)
    {
        KernelLog.Delayed(owner.System.Log, _cells[number].Path, delay);
        _delays ??= [];
        if (_delays.Remove(number, out var earlier)) earlier.Dispose();
        _delays[number] = owner.System.Time.CreateTimer(
            _ => owner.Send(new Signal.Supervise(new SupervisorInput.DelayPassed(number))), state: null, delay, Timeout.InfiniteTimeSpan);
    }
}
