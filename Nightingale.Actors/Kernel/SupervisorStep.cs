namespace Nightingale.Actors.Kernel;

/// <summary>
/// One step of a supervisor. An input first changes what is wanted (who is leaving, who is to be renewed); then the state is settled:
/// whatever is wanted and can be begun now is begun. What cannot is begun by a later step.
/// </summary>
internal sealed class SupervisorStep(SupervisorState state)
{
    private readonly List<SupervisorEffect> _effects = [];
    private SupervisorState _state = state;

    public (SupervisorState State, IReadOnlyList<SupervisorEffect> Effects) Take(SupervisorInput input)
    {
        switch (input)
        {
            case SupervisorInput.Spawned spawned: Spawn(spawned); break;
            case SupervisorInput.Suspend: Suspend(); break;
            case SupervisorInput.Resume: Resume(); break;
            case SupervisorInput.Close: WindDown(SupervisorPhase.Closing); break;
            case SupervisorInput.OfChild of:
                if (!_state.Children.TryGetValue(of.Child, out var child)) break;
                Hear(child, of);
                Settle(child.Number);
                break;
            default: throw new InvalidOperationException($"A supervisor does not know {input}.");
        }

        return (_state, _effects);
    }

    private void Hear(ChildState child, SupervisorInput.OfChild input)
    {
        switch (input)
        {
            case SupervisorInput.Started when child.Status is not ChildStatus.Starting: break;
            case SupervisorInput.Started started: Put(child with { Status = ChildStatus.Up, UpSince = started.Now }); break;
            case SupervisorInput.Failed failed: Failed(child, failed); break;
            case SupervisorInput.Exited exited: Exited(child, exited); break;
            case SupervisorInput.Ended: Put(child with { Status = ChildStatus.Down, Renewing = false }); break;
            case SupervisorInput.StopRequested: Put(child with { Leaving = true }); break;
            case SupervisorInput.DelayPassed when child.Status is not ChildStatus.Delayed: break;
            case SupervisorInput.DelayPassed: Put(child with { Status = ChildStatus.Down }); break;
            default: throw new InvalidOperationException($"A supervisor does not know {input}.");
        }
    }

    private void Spawn(SupervisorInput.Spawned spawned)
    {
        var child = Put(new(spawned.Child, spawned.Name, spawned.Restart) { Status = ChildStatus.Down, Leaving = _state.Phase is not SupervisorPhase.Open });
        if (child.Leaving)
        {
            Settle(child.Number);
            return;
        }

        Start(child);
        if (_state.Suspended) _effects.Add(new SupervisorEffect.Suspend(child.Number));
    }

    private void Suspend()
    {
        _state = _state with { Suspended = true };
        foreach (var number in _state.Children.Keys) _effects.Add(new SupervisorEffect.Suspend(number));
    }

    /// <summary>
    /// A child whose failure was escalated is forgiven along with its supervisor; one that failed to start has nothing to go on with.
    /// A supervisor that gave up begins anew, without children.
    /// </summary>
    private void Resume()
    {
        _state = _state with { Suspended = false };
        if (_state.Phase is SupervisorPhase.GaveUp) _state = new(_state.Spec);
        foreach (var child in _state.Children.Values)
        {
            _effects.Add(new SupervisorEffect.Resume(child.Number));
            if (child.Condemned || child.Status is not (ChildStatus.Failed or ChildStatus.StartFailed)) continue;
            if (child.Status is ChildStatus.Failed) Forgive(child);
            else Put(child with { Renewing = true });
            Settle(child.Number);
        }
    }

    private void Failed(ChildState child, SupervisorInput.Failed input)
    {
        if (child.Status is not (ChildStatus.Starting or ChildStatus.Up)) return;
        var wasUp = child.Status is ChildStatus.Up;
        child = Put(child with { Status = wasUp ? ChildStatus.Failed : ChildStatus.StartFailed });

        // Its end was decided already: one cause counts once.
        if (child.Condemned || _state.Phase is not SupervisorPhase.Open) return;
        switch (_state.Spec.Decide(input.Fault))
        {
            case Directive.Resume when wasUp: Forgive(child); break;
            case Directive.Stop: Put(child with { Leaving = true }); break;
            case Directive.Escalate: _effects.Add(new SupervisorEffect.Escalate(input.Fault)); break;
            default: Renew(child, input.Fault, input.Now, input.Roll); break;
        }
    }

    private void Exited(ChildState child, SupervisorInput.Exited input)
    {
        if (!child.HasIncarnation) return;
        var decided = child.Condemned || _state.Phase is not SupervisorPhase.Open;
        child = Put(child with { Status = ChildStatus.Down, Renewing = false });
        if (decided) return;
        if (child.Restart is RestartKind.Permanent) Renew(child, fault: null, input.Now, input.Roll);
        else Put(child with { Leaving = true });
    }

    private void Renew(ChildState child, Exception? fault, TimeSpan now, double roll)
    {
        if (child.Restart is RestartKind.Temporary)
        {
            Put(child with { Leaving = true });
            return;
        }

        _state = _state with { Window = _state.Window.Failed(now) };
        if (_state.Window.Tripped)
        {
            GiveUp(child, fault);
            return;
        }

        Put(_state.Spec.Backoff is { } backoff ? Delayed(child, backoff, now, roll) : child);
        foreach (var affected in _state.Children.Values.Where(Affected))
            Put(affected.Restart is RestartKind.Temporary ? affected with { Leaving = true } : affected with { Renewing = affected.HasIncarnation });

        bool Affected(ChildState other) => _state.Spec.Strategy switch
        {
            Strategy.OneForOne => other.Number == child.Number,
            Strategy.OneForAll => true,
            Strategy.RestForOne => other.Number >= child.Number,
            _ => throw new InvalidOperationException($"There is no strategy {_state.Spec.Strategy}."),
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
        var (max, within) = _state.Spec.Intensity;
        var last = fault is null ? "ended" : $"failed: {fault.Message}";
        _state = _state with { Reason = new RestartLimitException($"More than {max} restarts of children within {within}. The last was {child.Name}; it {last}", fault) };
        _effects.Add(new SupervisorEffect.Halt());
        WindDown(SupervisorPhase.GivingUp);
    }

    private void WindDown(SupervisorPhase phase)
    {
        _state = _state with
        {
            Phase = phase,
            Children = _state.Children.SetItems(_state.Children.Select(entry => KeyValuePair.Create(entry.Key, entry.Value with { Leaving = true }))),
        };
        if (_state.Spec.StopsTogether)
            foreach (var child in _state.Children.Values) Fell(child);
        SettleWindDown();
    }

    private void Settle(int number)
    {
        if (_state.Phase is not SupervisorPhase.Open)
        {
            if (_state.Spec.StopsTogether && _state.Children.TryGetValue(number, out var leaving)) Fell(leaving);
            SettleWindDown();
        }
        else if (_state.Spec.Strategy is Strategy.OneForOne)
        {
            if (_state.Children.TryGetValue(number, out var child)) SettleAlone(child);
        }
        else if (!SettleStops())
        {
            SettleStarts();
        }
    }

    private void SettleWindDown()
    {
        while (!_state.Spec.StopsTogether && !_state.Children.IsEmpty && Fell(_state.Children.First().Value))
        {
            // Those without an incarnation are gone at once; then comes the next older one.
        }

        if (!_state.Children.IsEmpty) return;
        switch (_state.Phase)
        {
            case SupervisorPhase.GivingUp:
                _state = _state with { Phase = SupervisorPhase.GaveUp };
                _effects.Add(new SupervisorEffect.Escalate(_state.Reason!));
                break;
            case SupervisorPhase.Closing:
                _state = _state with { Phase = SupervisorPhase.Closed };
                _effects.Add(new SupervisorEffect.Closed());
                break;
        }
    }

    private void SettleAlone(ChildState child)
    {
        if (child.Condemned) Fell(child);
        else if (child.Status is ChildStatus.Down) StartOrDelay(child);
    }

    /// <returns>Whether some child has still to stop before any may start.</returns>
    private bool SettleStops()
    {
        var stopping = _state.Children.Values.Any(child => child.Status is ChildStatus.Stopping);
        foreach (var child in _state.Children.Values.Where(child => child.Condemned))
            if (!child.HasIncarnation) Fell(child);
            else if (!stopping || _state.Spec.StopsTogether) stopping = !Fell(child);
        return stopping;
    }

    private void SettleStarts()
    {
        foreach (var owing in _state.Children.Values.Where(child => child.Status is ChildStatus.Down && child.Delay > TimeSpan.Zero)) StartOrDelay(owing);
        if (_state.Children.Values.Any(child => child.Status is ChildStatus.Delayed or ChildStatus.Starting)) return;
        if (_state.Children.Values.LastOrDefault(child => child.Status is ChildStatus.Down) is { } oldest) Start(oldest);
    }

    /// <summary>Ends the incarnation of a condemned child, or removes it when there is none.</summary>
    /// <returns>Whether it is gone.</returns>
    private bool Fell(ChildState child)
    {
        if (child.HasIncarnation)
        {
            Put(child with { Status = ChildStatus.Stopping });
            _effects.Add(new SupervisorEffect.Stop(child.Number, Final: child.Leaving));
        }

        if (child.HasIncarnation || child.Status is ChildStatus.Stopping) return false;
        _state = _state with { Children = _state.Children.Remove(child.Number) };
        _effects.Add(new SupervisorEffect.Remove(child.Number));
        return true;
    }

    private void StartOrDelay(ChildState child)
    {
        if (child.Delay == TimeSpan.Zero)
        {
            Start(child);
            return;
        }

        Put(child with { Status = ChildStatus.Delayed, Delay = TimeSpan.Zero });
        _effects.Add(new SupervisorEffect.Schedule(child.Number, child.Delay));
    }

    private void Start(ChildState child)
    {
        Put(child with { Status = ChildStatus.Starting, UpSince = null });
        _effects.Add(new SupervisorEffect.Start(child.Number));
    }

    private void Forgive(ChildState child)
    {
        Put(child with { Status = ChildStatus.Up });
        _effects.Add(new SupervisorEffect.Forgive(child.Number));
    }

    private ChildState Put(ChildState child)
    {
        _state = _state with { Children = _state.Children.SetItem(child.Number, child) };
        return child;
    }
}
