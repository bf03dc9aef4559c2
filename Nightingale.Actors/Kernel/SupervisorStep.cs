namespace Nightingale.Actors.Kernel;

/// <summary>
/// One step of a supervisor. An input first changes what is wanted: who is leaving, who is to be renewed. Then the state is settled.
/// </summary>
internal sealed class SupervisorStep(SupervisorState state)
{
    private readonly SupervisorSettling _plan = new(state);

    public (SupervisorState State, IReadOnlyList<SupervisorEffect> Effects) Take(SupervisorInput input)
    {
        switch (input)
        {
            case SupervisorInput.Spawned spawned: Spawn(spawned); break;
            case SupervisorInput.Suspend: Suspend(); break;
            case SupervisorInput.Resume: Resume(); break;
            case SupervisorInput.Close: _plan.WindDown(SupervisorPhase.Closing); break;
            case SupervisorInput.OfChild of:
                if (!_plan.State.Children.TryGetValue(of.Child, out var child)) break;
                Hear(child, of);
                _plan.Settle(child.Number);
                break;
            default: throw new InvalidOperationException($"A supervisor does not know {input}.");
        }

        return (_plan.State, _plan.Effects);
    }

    private void Hear(ChildState child, SupervisorInput.OfChild input)
    {
        switch (input)
        {
            case SupervisorInput.Started when child.Status is not ChildStatus.Starting: break;
            case SupervisorInput.Started started: _plan.Put(child with { Status = ChildStatus.Up, UpSince = started.Now }); break;
            case SupervisorInput.Failed failed: Failed(child, failed); break;
            case SupervisorInput.Exited exited: Exited(child, exited); break;
            case SupervisorInput.Ended: _plan.Put(child with { Status = ChildStatus.Down, Renewing = false }); break;
            case SupervisorInput.StopRequested: _plan.Put(child with { Leaving = true }); break;
            case SupervisorInput.DelayPassed when child.Status is not ChildStatus.Delayed: break;
            case SupervisorInput.DelayPassed: _plan.Put(child with { Status = ChildStatus.Down }); break;
            default: throw new InvalidOperationException($"A supervisor does not know {input}.");
        }
    }

    private void Spawn(SupervisorInput.Spawned spawned)
    {
        var child = _plan.Put(new(spawned.Child, spawned.Name, spawned.Restart) { Status = ChildStatus.Down, Leaving = _plan.State.Phase is not SupervisorPhase.Open });
        if (child.Leaving)
        {
            _plan.Settle(child.Number);
            return;
        }

        _plan.Start(child);
        if (_plan.State.Suspended) _plan.Effects.Add(new SupervisorEffect.Suspend(child.Number));
    }

    private void Suspend()
    {
        _plan.State = _plan.State with { Suspended = true };
        foreach (var number in _plan.State.Children.Keys) _plan.Effects.Add(new SupervisorEffect.Suspend(number));
    }

    /// <summary>
    /// A child whose failure was escalated is forgiven along with its supervisor; one that failed to start has nothing to go on with.
    /// A supervisor that gave up begins anew, without children.
    /// </summary>
    private void Resume()
    {
        _plan.State = _plan.State with { Suspended = false };
        if (_plan.State.Phase is SupervisorPhase.GaveUp) _plan.State = new(_plan.State.Spec);
        foreach (var child in _plan.State.Children.Values)
        {
            _plan.Effects.Add(new SupervisorEffect.Resume(child.Number));
            if (child.Condemned || child.Status is not (ChildStatus.Failed or ChildStatus.StartFailed)) continue;
            if (child.Status is ChildStatus.Failed) _plan.Forgive(child);
            else _plan.Put(child with { Renewing = true });
            _plan.Settle(child.Number);
        }
    }

    private void Failed(ChildState child, SupervisorInput.Failed input)
    {
        if (child.Status is not (ChildStatus.Starting or ChildStatus.Up)) return;
        var wasUp = child.Status is ChildStatus.Up;
        child = _plan.Put(child with { Status = wasUp ? ChildStatus.Failed : ChildStatus.StartFailed });

        // Its end was decided already: one cause counts once.
        if (child.Condemned || _plan.State.Phase is not SupervisorPhase.Open) return;
        switch (_plan.State.Spec.Decide(input.Fault))
        {
            case Directive.Resume when wasUp: _plan.Forgive(child); break;
            case Directive.Stop: _plan.Put(child with { Leaving = true }); break;
            case Directive.Escalate: _plan.Effects.Add(new SupervisorEffect.Escalate(input.Fault)); break;
            default: Renew(child, input.Fault, input.Now, input.Roll); break;
        }
    }

    private void Exited(ChildState child, SupervisorInput.Exited input)
    {
        if (!child.HasIncarnation) return;
        var decided = child.Condemned || _plan.State.Phase is not SupervisorPhase.Open;
        child = _plan.Put(child with { Status = ChildStatus.Down, Renewing = false });
        if (decided) return;
        if (child.Restart is RestartKind.Permanent) Renew(child, fault: null, input.Now, input.Roll);
        else _plan.Put(child with { Leaving = true });
    }

    private void Renew(ChildState child, Exception? fault, TimeSpan now, double roll)
    {
        if (child.Restart is RestartKind.Temporary)
        {
            _plan.Put(child with { Leaving = true });
            return;
        }

        _plan.State = _plan.State with { Window = _plan.State.Window.Failed(now) };
        if (_plan.State.Window.Tripped)
        {
            GiveUp(child, fault);
            return;
        }

        _plan.Put(_plan.State.Spec.Backoff is { } backoff ? Delayed(child, backoff, now, roll) : child);
        foreach (var affected in _plan.State.Children.Values.Where(Affected))
            _plan.Put(affected.Restart is RestartKind.Temporary ? affected with { Leaving = true } : affected with { Renewing = affected.HasIncarnation });

        bool Affected(ChildState other) => _plan.State.Spec.Strategy switch
        {
            Strategy.OneForOne => other.Number == child.Number,
            Strategy.OneForAll => true,
            Strategy.RestForOne => other.Number >= child.Number,
            _ => throw new InvalidOperationException($"There is no strategy {_plan.State.Spec.Strategy}."),
        };
    }

    /// <summary>Only a healthy period resets the backoff: resetting it when the delay is over would never let it grow.</summary>
    private static ChildState Delayed(ChildState child, Backoff backoff, TimeSpan now, double roll)
    {
        var healthy = now - child.UpSince >= backoff.HealthyAfter;
        var failures = healthy ? 1 : child.Failures + 1;
        return child with { Failures = failures, Delay = backoff.Delay(failures, roll) };
    }

    private void GiveUp(ChildState child, Exception? fault)
    {
        var (max, within) = _plan.State.Spec.Intensity;
        var last = fault is null ? "ended" : $"failed: {fault.Message}";
        _plan.State = _plan.State with { Reason = new RestartLimitException($"More than {max} restarts of children within {within}. The last was {child.Name}; it {last}", fault) };
        _plan.Effects.Add(new SupervisorEffect.Halt());
        _plan.WindDown(SupervisorPhase.GivingUp);
    }
}
