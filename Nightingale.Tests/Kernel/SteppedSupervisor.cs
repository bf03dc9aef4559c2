using Nightingale.Actors.Kernel;

namespace Nightingale.Tests.Kernel;

/// <summary>The kernel's step function in a world where every child does at once what it is told.</summary>
internal sealed class SteppedSupervisor(SupervisorSpec spec, bool parentResumes, SeededDefect defect) : ISupervisorPlayer
{
    private readonly List<string> _notes = [];
    private readonly Queue<SupervisorInput> _inputs = [];
    private readonly Queue<Directive> _startFaults = [];
    private readonly List<(TimeSpan Due, int Child)> _delays = [];
    private readonly Stepping _step = defect.NewStep();
    private SupervisorState _state = new(defect.Spec(spec));
    private TimeSpan _now;

    public IReadOnlyList<string> Notes => _notes;

    public string Picture => string.Join(", ", _state.Children.Values.OrderBy(child => defect.Number(child.Number)).Select(child => $"{defect.Number(child.Number)} {Words(child.Status)}"));

    public double Roll { private get; set; }

    public bool Suspended { get; private set; }

    /// <summary>How a supervisor that is watched so decides about <see cref="Broken"/>.</summary>
    public static Directive Decide(Exception fault) => ((Broken)fault).Directive;

    public void FailStart(Directive directive) => _startFaults.Enqueue(directive);

    public void Spawn(int number, RestartKind kind) => Happens(new SupervisorInput.Spawned(number, $"child-{number}", kind));

    public void Fail(int number, Directive directive) => Happens(new SupervisorInput.Failed(number, new Broken(directive), _now, Roll));

    public void Exit(int number) => Happens(new SupervisorInput.Exited(number, _now, Roll));

    public void Stop(int number) => Happens(new SupervisorInput.StopRequested(number));

    public void Suspend()
    {
        Suspended = true;
        Happens(new SupervisorInput.Suspend());
    }

    public void Resume()
    {
        Suspended = false;
        Happens(new SupervisorInput.Resume());
    }

    public void Close() => Happens(new SupervisorInput.Close());

    public void Pass(TimeSpan by)
    {
        _notes.Clear();
        var end = _now + by;
        while (_delays.Where(delay => delay.Due <= end).OrderBy(delay => delay.Due).Select(delay => (int?)_delays.IndexOf(delay)).FirstOrDefault() is { } index)
        {
            (_now, var child) = _delays[index];
            _delays.RemoveAt(index);
            Take(new SupervisorInput.DelayPassed(child));
        }

        _now = end;
    }

    private void Happens(SupervisorInput input)
    {
        _notes.Clear();
        Take(input);
    }

    private void Take(SupervisorInput input)
    {
        _inputs.Enqueue(input);
        while (_inputs.TryDequeue(out var next))
        {
            (_state, var effects) = _step(_state, defect.Input(next));
            foreach (var effect in effects) Carry(defect.Effect(effect));
        }
    }

    private void Carry(SupervisorEffect effect)
    {
        switch (effect)
        {
            case SupervisorEffect.Start(var child):
                _notes.Add($"start {child}");
                _inputs.Enqueue(_startFaults.TryDequeue(out var directive)
                    ? new SupervisorInput.Failed(child, new Broken(directive), _now, Roll)
                    : new SupervisorInput.Started(child, _now));
                break;
            case SupervisorEffect.Stop(var child, var final):
                _notes.Add($"{(final ? "finish" : "stop")} {child}");
                _inputs.Enqueue(new SupervisorInput.Ended(child));
                break;
            case SupervisorEffect.Remove(var child):
                _notes.Add($"remove {child}");
                _delays.RemoveAll(delay => delay.Child == child);
                break;
            case SupervisorEffect.Suspend(var child): _notes.Add($"suspend {child}"); break;
            case SupervisorEffect.Resume(var child): _notes.Add($"resume {child}"); break;
            case SupervisorEffect.Halt: _notes.Add("halt"); break;
            case SupervisorEffect.Forgive(var child): _notes.Add($"forgive {child}"); break;
            case SupervisorEffect.Schedule(var child, var delay):
                _notes.Add($"wait {child} {delay.TotalSeconds}s");
                _delays.Add((_now + delay, child));
                break;
            case SupervisorEffect.Escalate(var fault): Escalate(fault); break;
            case SupervisorEffect.Closed:
                _notes.Add("closed");
                _state = new(defect.Spec(spec)) { Suspended = Suspended };
                break;
            default: throw new InvalidOperationException($"Nobody carries out {effect}.");
        }
    }

    // Under an ancestor that failed it is suspended already, and so are its children: its parent's verdict changes nothing for them.
    private void Escalate(Exception fault)
    {
        _notes.Add(fault is RestartLimitException ? "escalate limit" : "escalate fault");
        if (parentResumes && Suspended) return;
        foreach (var input in parentResumes ? [new SupervisorInput.Suspend(), new SupervisorInput.Resume()] : new SupervisorInput[] { new SupervisorInput.Close() })
            _inputs.Enqueue(input);
    }

    private static string Words(ChildStatus status) => status switch
    {
        ChildStatus.Up => "up",
        ChildStatus.Delayed => "waits",
        ChildStatus.Down => "down",
        ChildStatus.Failed => "failed",
        _ => $"is {status}, and nothing happens any more",
    };

    private sealed class Broken(Directive directive) : Exception
    {
        public Directive Directive { get; } = directive;
    }
}
