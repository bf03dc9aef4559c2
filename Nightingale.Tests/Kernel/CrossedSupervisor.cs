using Nightingale.Actors.Kernel;

namespace Nightingale.Tests.Kernel;

/// <summary>
/// The kernel's step function in a world where everything takes its time and crosses: what it tells a child and what a child reports are under way
/// until a seed delivers them, in order for each child and in any order between them.
/// </summary>
internal sealed class CrossedSupervisor
{
    private readonly Random _random;
    private readonly SupervisorSpec _spec;
    private readonly CrossingDefect _defect;
    private readonly Dictionary<int, CrossedChild> _children = [];
    private readonly List<SupervisorInput> _own = [];
    private SupervisorState _state;
    private TimeSpan _now;
    private int _spawned;
    private bool _closing;
    private bool _closed;

    public CrossedSupervisor(int seed, CrossingDefect defect)
    {
        (_random, _defect) = (new(seed), defect);
        _spec = new((Strategy)_random.Next(3), new(_random.Next(4) == 0 ? 100 : _random.Next(3), TimeSpan.FromSeconds(5)))
        {
            Backoff = _random.Next(2) == 0 ? null : new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(4), Jitter: 0.5, HealthyAfter: TimeSpan.FromSeconds(5)),
            StopsTogether = _random.Next(2) == 0,
            OnFailure = _ => _random.Next(8) < 4 ? Directive.Restart : (Directive)_random.Next(4),
        };
        _state = new(_spec);
    }

    /// <summary>What went wrong, or null.</summary>
    public string? Broken { get; private set; }

    private bool Calm { get; set; }

    /// <summary>Lives for a while, then lets everything come to rest, then closes.</summary>
    public void Live()
    {
        for (var turn = 0; turn < 200 && Broken is null; turn++) Turn();
        ComeToRest();
        if (_state.Phase is SupervisorPhase.Open && _state.Children.Values.FirstOrDefault(child => child.Status is not ChildStatus.Up || !_children[child.Number].IsUp) is { } stuck)
            Breaks($"child {stuck.Number} is {stuck.Status} for ever, and its incarnation is {_children[stuck.Number]}");
        if (!_closing) Close();
        ComeToRest();
        if (!_closed) Breaks($"it never closed, and waits in {_state.Phase} for {string.Join(", ", _state.Children.Values)}");
        if (_children.Values.Any(child => child.HasIncarnation)) Breaks("it closed, and a child still lives");
    }

    private void ComeToRest()
    {
        Calm = true;
        for (var turn = 0; turn < 10_000 && Broken is null && AnythingLeft(); turn++) Turn();
    }

    // A clock that moves on is no turn: delays are what is left when nothing else is.
    private bool AnythingLeft()
    {
        if (_own.Count > 0 || _children.Values.Any(child => child.HasTurn)) return true;
        var due = _children.Values.Where(child => child.Due is not null).MinBy(child => child.Due);
        if (due is null) return false;
        _now = due.Due!.Value;
        return true;
    }

    private void Turn()
    {
        if (!Calm && _random.Next(6) == 0) HappensFromOutside();
        if (_own.Count > 0 && _random.Next(4) == 0)
        {
            var input = _own[0];
            _own.RemoveAt(0);
            Take(input);
            return;
        }

        var ready = _children.Values.Where(child => child.HasTurn || child.Due <= _now).ToList();
        if (ready.Count == 0) return;
        var child = ready[_random.Next(ready.Count)];
        if (child.Due <= _now)
        {
            child.Due = null;
            Take(new SupervisorInput.DelayPassed(child.Number));
        }
        else if (child.Turn(_random, Calm, _now, _defect) is { } report)
        {
            Take(report);
        }

        if (child.Broken is { } broken) Breaks(broken);
    }

    private void HappensFromOutside()
    {
        switch (_random.Next(8))
        {
            case 0 when _spawned > 0: Take(new SupervisorInput.StopRequested(_random.Next(_spawned) + 1)); break;
            case 1 when _random.Next(8) == 0: Close(); break;
            case 2 or 3: _now += TimeSpan.FromSeconds(_random.Next(4)); break;
            default:
                var child = new CrossedChild(++_spawned);
                _children[child.Number] = child;
                Take(new SupervisorInput.Spawned(child.Number, $"child-{child.Number}", (RestartKind)_random.Next(3)));
                break;
        }
    }

    private void Close()
    {
        if (_closing) return;
        _own.Clear();
        Take(new SupervisorInput.Close());
    }

    private void Take(SupervisorInput input)
    {
        _closing |= input is SupervisorInput.Close;
        (_state, var effects) = _state.Step(_defect.Heard(_state, input));
        foreach (var effect in effects) Carry(effect, isSpawn: input is SupervisorInput.Spawned);
    }

    private void Carry(SupervisorEffect effect, bool isSpawn)
    {
        switch (effect)
        {
            case SupervisorEffect.Start(var child):
                if (!isSpawn && _spec.Strategy is not Strategy.OneForOne && _children.Values.Any(other => other.IsToldToStop))
                    Breaks($"child {child} starts while another of its group stops");
                _children[child].Told.Enqueue(effect);
                break;
            case SupervisorEffect.Stop(var child, _):
                if (!_spec.StopsTogether && IsOutOfTurn(child)) Breaks($"child {child} stops out of its turn");
                _children[child].IsToldToStop = true;
                _children[child].Told.Enqueue(effect);
                break;
            case SupervisorEffect.Remove(var child): _children[child].Removed(); break;
            case SupervisorEffect.Forgive(var child): _children[child].Told.Enqueue(effect); break;
            case SupervisorEffect.Schedule(var child, var delay): _children[child].Due = _now + delay; break;
            case SupervisorEffect.Escalate: Escalate(); break;
            case SupervisorEffect.Closed when _closed: Breaks("it closed twice"); break;
            case SupervisorEffect.Closed: _closed = true; break;
        }
    }

    /// <summary>It waits for one verdict, however often it fails meanwhile: to go on, or to end.</summary>
    private void Escalate()
    {
        if (_closing || _own.Count > 0) return;
        Take(new SupervisorInput.Suspend());
        _own.Add(_random.Next(4) == 0 ? new SupervisorInput.Close() : new SupervisorInput.Resume());
    }

    /// <summary>When all stop, those younger than a child are gone before its turn comes; when a group restarts, one stops at a time.</summary>
    private bool IsOutOfTurn(int child) => _state.Phase is not SupervisorPhase.Open
        ? _state.Children.Keys.Any(other => other > child)
        : _spec.Strategy is not Strategy.OneForOne && _children.Values.Any(other => other.IsToldToStop);

    private void Breaks(string what) => Broken ??= $"{_spec.Strategy}, {what}";
}
