using System.Globalization;
using Nightingale.Actors.Kernel;

using NUnit.Framework;

namespace Nightingale.Tests.Kernel;

/// <summary>
/// Plays a supervisor from lines like <c>fail 2 → stop 2</c>: an input, and the effects it must have. Children 1 to 3 are up when the play begins;
/// the clock stands at 0 s and <c>later 5</c> moves it.
/// </summary>
internal sealed class SupervisorPlay
{
    private SupervisorState _state;
    private TimeSpan _now;

    public SupervisorPlay(SupervisorSpec spec, RestartKind restart = RestartKind.Permanent, int children = 3)
    {
        _state = new(spec);
        for (var child = 1; child <= children; child++)
        {
            Step(new SupervisorInput.Spawned(child, $"child-{child}", restart));
            Step(new SupervisorInput.Started(child, _now));
        }
    }

    public SupervisorState State => _state;

    public void Play(params string[] lines)
    {
        foreach (var line in lines)
        {
            var parts = line.Split('→', StringSplitOptions.TrimEntries);
            Assert.That(Take(parts[0]), Is.EqualTo(parts.Length > 1 ? parts[1] : ""), line);
        }
    }

    private string Take(string line)
    {
        var words = line.Split(' ');
        var number = words.Length > 1 ? int.Parse(words[1], CultureInfo.InvariantCulture) : 0;
        if (words[0] == "later")
        {
            _now += TimeSpan.FromSeconds(number);
            return "";
        }

        return string.Join(", ", Step(Input(words[0], number)).Select(Words));
    }

    private SupervisorInput Input(string verb, int child) => verb switch
    {
        "spawn" => new SupervisorInput.Spawned(child, $"child-{child}", RestartKind.Permanent),
        "spawn-temporary" => new SupervisorInput.Spawned(child, $"child-{child}", RestartKind.Temporary),
        "started" => new SupervisorInput.Started(child, _now),
        "fail" => new SupervisorInput.Failed(child, new InvalidOperationException("it broke"), _now, Roll: 0),
        "exit" => new SupervisorInput.Exited(child, _now, Roll: 0),
        "ended" => new SupervisorInput.Ended(child),
        "stop" => new SupervisorInput.StopRequested(child),
        "delay-passed" => new SupervisorInput.DelayPassed(child),
        "suspend" => new SupervisorInput.Suspend(),
        "resume" => new SupervisorInput.Resume(),
        "close" => new SupervisorInput.Close(),
        _ => throw new ArgumentException($"There is no input {verb}.", nameof(verb)),
    };

    private IReadOnlyList<SupervisorEffect> Step(SupervisorInput input)
    {
        (_state, var effects) = _state.Step(input);
        return effects;
    }

    private static string Words(SupervisorEffect effect) => effect switch
    {
        SupervisorEffect.Start(var child) => $"start {child}",
        SupervisorEffect.Stop(var child, Final: false) => $"stop {child}",
        SupervisorEffect.Stop(var child, Final: true) => $"finish {child}",
        SupervisorEffect.Remove(var child) => $"remove {child}",
        SupervisorEffect.Suspend(var child) => $"suspend {child}",
        SupervisorEffect.Resume(var child) => $"resume {child}",
        SupervisorEffect.Forgive(var child) => $"forgive {child}",
        SupervisorEffect.Schedule(var child, var delay) => $"schedule {child} {delay.TotalSeconds}s",
        SupervisorEffect.Halt => "halt",
        SupervisorEffect.Escalate(RestartLimitException) => "escalate limit",
        SupervisorEffect.Escalate => "escalate fault",
        SupervisorEffect.Closed => "closed",
        _ => throw new ArgumentException($"There are no words for {effect}.", nameof(effect)),
    };
}
