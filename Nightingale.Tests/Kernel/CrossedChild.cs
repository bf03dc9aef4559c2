using Nightingale.Actors.Kernel;

namespace Nightingale.Tests.Kernel;

/// <summary>A child as its supervisor knows it: what it is told and what it reports are under way, and it fails and goes when it likes.</summary>
internal sealed class CrossedChild(int number)
{
    private readonly Queue<SupervisorInput.OfChild> _reports = [];
    private Phase _phase;
    private bool _exits;
    private bool _removed;

    private enum Phase
    {
        None,
        Starting,
        Up,
        Failed,
        Ending,
    }

    public int Number { get; } = number;

    public Queue<SupervisorEffect> Told { get; } = [];

    /// <summary>When its delay is over.</summary>
    public TimeSpan? Due { get; set; }

    /// <summary>From when it is told until its supervisor knows that it has.</summary>
    public bool IsToldToStop { get; set; }

    public bool IsUp => _phase is Phase.Up;

    public bool HasIncarnation => _phase is not Phase.None;

    /// <summary>Whether something about it cannot stay as it is.</summary>
    public bool HasTurn => Told.Count > 0 || _reports.Count > 0 || _phase is Phase.Starting or Phase.Ending;

    public string? Broken { get; private set; }

    public void Removed()
    {
        if (HasIncarnation) Broken = $"child {Number} is removed though it is {_phase}";
        (_removed, Due) = (true, null);
    }

    /// <summary>One thing out of those that could happen to it next; a report that arrives at its supervisor, or null.</summary>
    public SupervisorInput? Turn(Random random, bool calm, TimeSpan now, CrossingDefect defect)
    {
        switch (random.Next(4))
        {
            case 0 when _reports.TryDequeue(out var report):
                IsToldToStop &= report is not SupervisorInput.Ended;
                return report;
            case 1 when Told.TryDequeue(out var told): Take(told); break;
            case 2: Progress(!calm && random.Next(3) == 0, now, random, defect); break;
            case 3 when !calm && _phase is Phase.Up or Phase.Failed && random.Next(4) == 0: Misbehave(now, random); break;
        }

        return null;
    }

    public override string ToString() => $"{_phase}";

    private void Take(SupervisorEffect told)
    {
        switch (told)
        {
            case SupervisorEffect.Start:
                if (HasIncarnation || _removed) Broken = $"child {Number} is started though it is {(_removed ? "removed" : _phase)}";
                _phase = Phase.Starting;
                break;
            case SupervisorEffect.Stop when !HasIncarnation: _reports.Enqueue(new SupervisorInput.Ended(Number)); break;
            case SupervisorEffect.Stop: (_phase, _exits) = (Phase.Ending, false); break;
            case SupervisorEffect.Forgive when _phase is Phase.Failed: _phase = Phase.Up; break;
        }
    }

    private void Progress(bool fails, TimeSpan now, Random random, CrossingDefect defect)
    {
        switch (_phase)
        {
            case Phase.Starting when fails: Fail(now, random); break;
            case Phase.Starting:
                _phase = Phase.Up;
                _reports.Enqueue(new SupervisorInput.Started(Number, now));
                break;
            case Phase.Ending:
                _phase = Phase.None;
                _exits |= defect.WantsToGo(random);
                _reports.Enqueue(_exits ? new SupervisorInput.Exited(Number, now, random.NextDouble()) : new SupervisorInput.Ended(Number));
                break;
        }
    }

    // One that failed may have wanted to go before it did.
    private void Misbehave(TimeSpan now, Random random)
    {
        if (_phase is Phase.Up && random.Next(3) > 0) Fail(now, random);
        else (_phase, _exits) = (Phase.Ending, true);
    }

    private void Fail(TimeSpan now, Random random)
    {
        _phase = Phase.Failed;
        _reports.Enqueue(new SupervisorInput.Failed(Number, new Fail.FailedException("seeded"), now, random.NextDouble()));
    }
}
