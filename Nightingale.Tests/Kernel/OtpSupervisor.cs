using Nightingale.Actors.Kernel;

namespace Nightingale.Tests.Kernel;

/// <summary>
/// A supervisor as OTP has it, written a second time and with none of the kernel's code: it waits for each child to end or to start before it goes on.
/// Backoff and directives, which OTP has not, are as <see cref="SupervisorSpec"/> says.
/// </summary>
internal sealed class OtpSupervisor(SupervisorSpec asked, bool parentResumes, SeededDefect defect) : ISupervisorPlayer
{
    private readonly SupervisorSpec _spec = defect.Spec(asked);
    private readonly List<Child> _children = [];
    private readonly List<TimeSpan> _restarts = [];
    private readonly List<string> _notes = [];
    private readonly Queue<Directive> _startFaults = [];
    private TimeSpan _now;
    private int _pauses;

    public IReadOnlyList<string> Notes => _notes;

    public string Picture => string.Join(", ", _children.Select(child => $"{child.Number} {(child.Lives ? "up" : child.Due is null ? "down" : "waits")}"));

    public double Roll { private get; set; }

    private bool InGroup => _spec.Strategy is not Strategy.OneForOne;

    public void FailStart(Directive directive) => _startFaults.Enqueue(directive);

    public void Spawn(int number, RestartKind kind)
    {
        _notes.Clear();
        var child = new Child(number, defect.Kind(kind));
        _children.Add(child);
        Start(child);
    }

    public void Fail(int number, Directive directive)
    {
        _notes.Clear();
        var child = Find(number);
        switch (directive)
        {
            case Directive.Resume: _notes.Add($"forgive {number}"); break;
            case Directive.Escalate: Escalate("fault", child); break;
            default: Judge(child, directive); break;
        }
    }

    public void Exit(int number)
    {
        _notes.Clear();
        var child = Find(number);
        child.Lives = false;
        if (child.Kind is RestartKind.Permanent) Restart(child);
        else Remove(child);
    }

    public void Stop(int number)
    {
        _notes.Clear();
        End([Find(number)], static _ => true);
        StartGroup();
    }

    public void Pass(TimeSpan by)
    {
        _notes.Clear();
        var end = _now + by;
        while (_children.Where(child => child.Due <= end).OrderBy(child => child.Due).ThenBy(child => child.Pause).FirstOrDefault() is { } child)
        {
            (_now, child.Due) = (child.Due!.Value, null);
            if (InGroup) StartGroup();
            else Start(child);
        }

        _now = end;
    }

    public void Close()
    {
        _notes.Clear();
        Shut();
    }

    private Child Find(int number) => _children.Single(child => child.Number == number);

    private void Start(Child child)
    {
        _notes.Add($"start {child.Number}");
        (child.Lives, child.UpSince) = (true, null);
        if (_startFaults.TryDequeue(out var directive)) Judge(child, directive);
        else child.UpSince = _now;
    }

    // supervisor.erl, restart/2 and do_restart/3.
    private void Judge(Child child, Directive directive)
    {
        if (directive is not Directive.Stop && child.Kind is not RestartKind.Temporary) Restart(child);
        else End([child], static _ => true);
    }

    // supervisor.erl, add_restart/1 and restart/3.
    private void Restart(Child child)
    {
        _restarts.Add(_now);
        _restarts.RemoveAll(at => _now - at > _spec.Intensity.Within);
        if (_restarts.Count > _spec.Intensity.Max)
        {
            EndAll();
            Escalate("limit", child);
            return;
        }

        var pause = Pause(child);
        End([.. Affected(child).Reverse().Where(affected => affected.Lives)], affected => affected.Kind is RestartKind.Temporary);
        if (pause is { } wait)
        {
            _notes.Add($"wait {child.Number} {wait.TotalSeconds}s");
            (child.Due, child.Pause) = (_now + wait, ++_pauses);
        }

        if (InGroup) StartGroup();
        else if (pause is null) Start(child);
    }

    private IEnumerable<Child> Affected(Child child) => _spec.Strategy switch
    {
        Strategy.OneForOne => [child],
        Strategy.OneForAll => _children,
        _ => _children.SkipWhile(other => other != child),
    };

    private TimeSpan? Pause(Child child)
    {
        if (_spec.Backoff is not { } backoff) return null;
        child.Failures = _now - child.UpSince >= backoff.HealthyAfter ? 1 : child.Failures + 1;
        var pause = backoff.Min;
        for (var doubled = 1; doubled < child.Failures && pause < backoff.Max; doubled++) pause *= 2;
        if (pause > backoff.Max) pause = backoff.Max;
        return pause + (pause * backoff.Jitter * Roll);
    }

    /// <summary>The group starts from its oldest member on, when nobody in it waits.</summary>
    private void StartGroup()
    {
        while (InGroup && _children.TrueForAll(child => child.Due is null) && _children.Find(child => !child.Lives) is { } oldest) Start(oldest);
    }

    /// <summary>Its own end; the next one is another supervisor.</summary>
    private void Shut()
    {
        EndAll();
        _restarts.Clear();
        _notes.Add("closed");
    }

    // supervisor.erl, terminate_children/2: reverse start order.
    private void EndAll() => End([.. _children.AsEnumerable().Reverse()], static _ => true);

    private void End(IReadOnlyList<Child> newestFirst, Func<Child, bool> forGood)
    {
        List<Child> told = [];
        foreach (var child in newestFirst)
        {
            if (!child.Lives)
            {
                Remove(child);
                continue;
            }

            _notes.Add($"{(forGood(child) ? "finish" : "stop")} {child.Number}");
            if (_spec.StopsTogether) told.Add(child);
            else Ended(child);
        }

        foreach (var child in told) Ended(child);

        void Ended(Child child)
        {
            child.Lives = false;
            if (forGood(child)) Remove(child);
        }
    }

    private void Remove(Child child)
    {
        _notes.Add($"remove {child.Number}");
        _children.Remove(child);
    }

    /// <summary>Its own parent lets it go on, or restarts it. Who gave up has no children left, and begins anew either way.</summary>
    private void Escalate(string why, Child child)
    {
        _notes.Add($"escalate {why}");
        if (why == "limit") _restarts.Clear();
        if (!parentResumes)
        {
            Shut();
        }
        else if (why == "fault")
        {
            _notes.Add($"forgive {child.Number}");
        }
    }

    private sealed class Child(int number, RestartKind kind)
    {
        public int Number { get; } = number;

        public RestartKind Kind { get; } = kind;

        public bool Lives { get; set; }

        public TimeSpan? UpSince { get; set; }

        public int Failures { get; set; }

        public TimeSpan? Due { get; set; }

        public int Pause { get; set; }
    }
}
