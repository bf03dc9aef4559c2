using Nightingale.Actors.Kernel;

namespace Nightingale.Tests.Kernel;

/// <summary>
/// A supervisor as OTP has it, written a second time and with none of the kernel's code: it waits for each child to end or to start before it goes on.
/// Backoff and directives, which OTP has not, are as <see cref="SupervisorSpec"/> says.
/// </summary>
internal sealed class OtpSupervisor(SupervisorSpec asked, bool parentResumes, SeededDefect defect) : ISupervisorPlayer
{
    private readonly SupervisorSpec _spec = defect.Spec(asked);
    private readonly List<OtpChild> _children = [];
    private readonly List<(TimeSpan At, OtpChild Child)> _restarts = [];
    private readonly List<string> _notes = [];
    private readonly Queue<Directive> _startFaults = [];
    private TimeSpan _now;
    private int _pauses;
    private bool _gaveUp;

    public IReadOnlyList<string> Notes => _notes;

    public string Picture => string.Join(", ", _children.Select(child => $"{child.Number} {(child.Failed ? "failed" : child.Lives ? "up" : child.Due is null ? "down" : "waits")}"));

    public double Roll { private get; set; }

    public bool Suspended { get; private set; }

    private bool InGroup => _spec.Strategy is not Strategy.OneForOne;

    public void FailStart(Directive directive) => _startFaults.Enqueue(directive);

    public void Spawn(int number, RestartKind kind)
    {
        _notes.Clear();
        var child = new OtpChild(number, defect.Kind(kind));
        _children.Add(child);
        if (_gaveUp) Remove(child);
        else Start(child, isNew: true);
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
        if (child.Kind is RestartKind.Permanent) Restart(child, counts: !Slips(ModelSlip.DoesNotCountExits));
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

    public void Suspend()
    {
        _notes.Clear();
        Suspended = true;
        Tell("suspend", ModelSlip.SuspendsAllButTheOldest);
    }

    public void Resume()
    {
        _notes.Clear();
        Suspended = false;
        GoOn();
    }

    public void Close()
    {
        _notes.Clear();
        Shut();
    }

    private OtpChild Find(int number) => _children.Single(child => child.Number == number);

    private bool Slips(ModelSlip slip) => defect.Slip == slip;

    private void Start(OtpChild child, bool isNew = false)
    {
        _notes.Add($"start {child.Number}");
        if (isNew && Suspended && !Slips(ModelSlip.LetsANewChildRunWhileSuspended)) _notes.Add($"suspend {child.Number}");
        (child.Lives, child.UpSince) = (true, null);
        if (_startFaults.TryDequeue(out var directive)) Judge(child, directive, counts: !Slips(ModelSlip.DoesNotCountFailedStarts));
        else child.UpSince = _now;
    }

    // supervisor.erl, restart/2 and do_restart/3.
    private void Judge(OtpChild child, Directive directive, bool counts = true)
    {
        if (directive is not Directive.Stop && child.Kind is not RestartKind.Temporary) Restart(child, counts);
        else End([child], static _ => true);
    }

    // supervisor.erl, add_restart/1 and restart/3.
    private void Restart(OtpChild child, bool counts = true)
    {
        if (counts) _restarts.Add((_now, child));
        var begins = Slips(ModelSlip.CountsInATumblingWindow) && counts && _now - _restarts[0].At > _spec.Intensity.Within;
        _restarts.RemoveAll(restart => begins ? restart.At < _now : !Slips(ModelSlip.CountsInATumblingWindow) && _now - restart.At > _spec.Intensity.Within);
        if (_restarts.Count(restart => !Slips(ModelSlip.CountsPerChild) || restart.Child == child) > _spec.Intensity.Max)
        {
            if (!Slips(ModelSlip.DoesNotHalt)) _notes.Add("halt");
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

    private IEnumerable<OtpChild> Affected(OtpChild child) => _spec.Strategy switch
    {
        Strategy.OneForOne => [child],
        Strategy.OneForAll => _children,
        _ => _children.SkipWhile(other => other != child),
    };

    private TimeSpan? Pause(OtpChild child)
    {
        if (_spec.Backoff is not { } backoff) return null;
        var pause = child.NextPause(backoff, _now, grows: !Slips(ModelSlip.NeverGrowsItsPauses));
        return pause + (pause * backoff.Jitter * Roll);
    }

    /// <summary>The group starts from its oldest member on, when nobody in it waits.</summary>
    private void StartGroup()
    {
        while (InGroup && (Slips(ModelSlip.StartsAGroupInWhichOneWaits) || _children.TrueForAll(child => child.Due is null)) && Next() is { } next) Start(next);

        OtpChild? Next() => Slips(ModelSlip.StartsTheYoungestOfAGroupFirst) ? _children.FindLast(child => child.IsDown) : _children.Find(child => child.IsDown);
    }

    /// <summary>Its own end; the next one is another supervisor.</summary>
    private void Shut()
    {
        EndAll();
        _restarts.Clear();
        _gaveUp = false;
        _notes.Add("closed");
    }

    // supervisor.erl, terminate_children/2: reverse start order.
    private void EndAll() => End([.. _children.AsEnumerable().Reverse()], static _ => true);

    private void End(IReadOnlyList<OtpChild> newestFirst, Func<OtpChild, bool> forGood)
    {
        List<OtpChild> told = [];
        foreach (var child in Slips(ModelSlip.StopsInStartOrder) ? newestFirst.Reverse() : newestFirst)
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

        void Ended(OtpChild child)
        {
            (child.Lives, child.Failed) = (false, false);
            if (forGood(child)) Remove(child);
        }
    }

    private void Remove(OtpChild child)
    {
        _notes.Add($"remove {child.Number}");
        _children.Remove(child);
    }

    /// <summary>Its own parent lets it go on, or restarts it. Who gave up has no children left, and begins anew either way: at once, or when all may go on.</summary>
    private void Escalate(string why, OtpChild child)
    {
        _notes.Add($"escalate {why}");
        (_gaveUp, child.Failed) = (why == "limit", why == "fault");
        if (!parentResumes)
        {
            Shut();
        }
        else if (!Suspended)
        {
            Tell("suspend", ModelSlip.SuspendsAllButTheOldest);
            GoOn();
        }
    }

    private void GoOn()
    {
        if (_gaveUp) _restarts.Clear();
        _gaveUp &= Slips(ModelSlip.StaysGivenUpWhenResumed);
        Tell("resume", ModelSlip.ResumesAllButTheOldest, child =>
        {
            if (!child.Failed || Slips(ModelSlip.DoesNotForgiveWhenResumed)) return;
            child.Failed = false;
            _notes.Add($"forgive {child.Number}");
        });
    }

    private void Tell(string what, ModelSlip forgets, Action<OtpChild>? then = null)
    {
        foreach (var child in _children.AsEnumerable().Reverse().SkipLast(Slips(forgets) ? 1 : 0))
        {
            _notes.Add($"{what} {child.Number}");
            then?.Invoke(child);
        }
    }
}
