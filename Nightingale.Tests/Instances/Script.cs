using FsCheck;
using FsCheck.Fluent;
using Nightingale.Actors.Entities;
using Nightingale.Actors.Instances;

namespace Nightingale.Tests.Instances;

using Decider = IDecider<InstanceState, InstanceCommand, InstanceEvent, InstanceWork>;

/// <summary>One step of a random life: the numbers are read in the light of the state, so that any sequence of steps means something.</summary>
/// <param name="What">Chooses the command.</param>
/// <param name="Milliseconds">How far the clock moves before it; less than 0 where the clock steps back.</param>
/// <param name="Dice">Chooses the command's values.</param>
internal sealed record Step(int What, long Milliseconds, int Dice);

/// <summary>What one step did.</summary>
internal sealed record Happening(InstanceCommand Command, IReadOnlyList<InstanceEvent> Events, InstanceState Before, InstanceState After);

/// <summary>Random lives of one instance: its people, its workers, late and repeated reports, clocks that jump, and ends of months.</summary>
internal static class Script
{
    private static readonly DateTimeOffset Start = new(2026, 3, 31, 23, 40, 0, TimeSpan.Zero);
    private static readonly InstanceSpec Spec = Life.Spec with { IdleStop = TimeSpan.FromMinutes(10), Lifetime = TimeSpan.FromDays(40) };

    private static readonly Size[] Sizes = [Life.Small, Life.Large, new("custom", 1.5m, 2000, 1, 20)];

    public static Arbitrary<Step[]> Any { get; } = Arb.From(
        (from what in Gen.Choose(0, 99)
         from milliseconds in Gen.Frequency(
             (20, Gen.Choose(0, 15_000)),
             (8, Gen.Choose(0, 90_000)),
             (2, Gen.Choose(0, 3_600_000)),
             (1, Gen.Choose(0, 3).Select(days => days * 86_400_000)),
             (1, Gen.Choose(-600_000, 0)))
         from dice in Gen.Choose(0, 1_000_000)
         select new Step(what, milliseconds, dice)).ArrayOf(),
        Shorter);

    /// <summary>Plays the steps from the launch on.</summary>
    public static IReadOnlyList<Happening> Play(Decider decider, IEnumerable<Step> steps)
    {
        var at = Start;
        var history = new List<Happening> { Send(decider, decider.Initial, new InstanceCommand.Launch(at, Life.Id, Spec)) };
        foreach (var step in steps)
        {
            at = at.AddMilliseconds(step.Milliseconds);
            var state = history[^1].After;
            var command = Command(state, decider.Owed(state), step, at);
            // Who waits for a deadline has a clock that has reached it.
            if (command is InstanceCommand.DeadlinePassed passed && passed.At > at) at = passed.At;
            history.Add(Send(decider, state, command));
        }

        return history;
    }

    /// <summary>Sends commands as they are, then deletes, so that every stretch of time comes to its end.</summary>
    public static IReadOnlyList<Happening> ToTheEnd(Decider decider, IEnumerable<InstanceCommand> commands, DateTimeOffset end)
    {
        var history = new List<Happening>();
        foreach (var command in commands.Append(new InstanceCommand.Delete(end)))
            history.Add(Send(decider, history.Count == 0 ? decider.Initial : history[^1].After, command));
        var deleting = history[^1].After;
        history.Add(Send(decider, deleting, new InstanceCommand.TerraformDestroyed(end, deleting.Run)));
        return history;
    }

    private static Happening Send(Decider decider, InstanceState before, InstanceCommand command)
    {
        var events = decider.Decide(before, command) is Decision<InstanceEvent>.Accepted accepted ? accepted.Events : [];
        return new(command, events, before, events.Aggregate(before, decider.Evolve));
    }

    /// <summary>What a step is in the light of the state.</summary>
    public static InstanceCommand Command(InstanceState state, IReadOnlyCollection<InstanceWork> owed, Step step, DateTimeOffset at) => step.What switch
    {
        < 60 => Report(Chosen(owed, step.Dice, at), state, step.Dice / 100, at),
        < 65 => new InstanceCommand.Start(at),
        < 69 => new InstanceCommand.Stop(at),
        < 73 => new InstanceCommand.Restart(at),
        < 78 => new InstanceCommand.Resize(at, Sizes[step.Dice % Sizes.Length]),
        < 79 => new InstanceCommand.Delete(at),
        < 82 => new InstanceCommand.Release(at),
        < 91 => Applied(state.Run - (step.Dice % 3), step.Dice, at),
        < 94 => new InstanceCommand.TerraformFailed(at, state.Run - (step.Dice % 3), FailureClass.Transient, "late"),
        < 97 => new InstanceCommand.ServerLost(at, state.Generation - (step.Dice % 2), at.AddSeconds(-(step.Dice % 300)), "late"),
        97 => new InstanceCommand.TrafficCounted(at, $"gateway-{step.Dice % 3}", step.Dice, step.Dice),
        _ => new InstanceCommand.DeadlinePassed(at, (Deadline)(step.Dice % 4), at.AddSeconds(-(step.Dice % 90))),
    };

    // Deadlines that are far away come seldom, or a life would be mostly waiting.
    private static InstanceWork? Chosen(IReadOnlyCollection<InstanceWork> owed, int dice, DateTimeOffset at)
    {
        var near = owed.Where(work => dice % 20 == 0 || work is not InstanceWork.Await await || await.Due < at.AddMinutes(5)).ToList();
        return near.Count > 0 ? near[dice / 20 % near.Count] : null;
    }

    // What the worker of an owed piece of work would report.
    private static InstanceCommand Report(InstanceWork? work, InstanceState state, int dice, DateTimeOffset at) => work switch
    {
        InstanceWork.RunTerraform run when dice % 5 == 0 => new InstanceCommand.TerraformFailed(at, run.Run, FailureClass.Permanent, "access denied"),
        InstanceWork.RunTerraform { Action: TerraformAction.Destroy } run => new InstanceCommand.TerraformDestroyed(at, run.Run),
        InstanceWork.RunTerraform run => Applied(run.Run, dice, at),
        InstanceWork.Probe probe => Finding(probe, state, dice, at),
        InstanceWork.Await await => new InstanceCommand.DeadlinePassed(Moments.Latest(at, await.Due), await.Deadline, await.Due),
        InstanceWork.DeliverUsage usage => new InstanceCommand.UsageCounted(at, usage.Intervals[dice % usage.Intervals.Count].Number),
        _ => new InstanceCommand.Start(at),
    };

    private static InstanceCommand.TerraformApplied Applied(long run, int dice, DateTimeOffset at) =>
        new(at, run, new("unix:///x", "p", "z", Said(dice, at), Said(dice / 7, at)));

    // The provider's word: absent, wrong by up to some minutes either way, and finer than milliseconds.
    private static DateTimeOffset? Said(int dice, DateTimeOffset at) => (dice % 4) switch
    {
        0 => null,
        1 => at.AddTicks(-(dice % 977) * 123_457L).ToOffset(TimeSpan.FromHours(2)),
        2 => at.AddSeconds(-(dice % 600)),
        _ => at.AddSeconds(dice % 300),
    };

    private static InstanceCommand Finding(InstanceWork.Probe probe, InstanceState state, int dice, DateTimeOffset at) => (dice % 8) switch
    {
        0 or 1 => new InstanceCommand.ServerAnswered(at, probe.Generation, at.AddTicks(-(dice % 1000))),
        2 => new InstanceCommand.ServerAnswered(at, probe.Generation, state.ServerStartedAt ?? at),
        3 => new InstanceCommand.ServerLost(at, probe.Generation, null, "connection refused"),
        4 => new InstanceCommand.ServerLost(at, probe.Generation, at.AddSeconds(-(dice % 100)), "connection refused"),
        _ => new InstanceCommand.ActivitySeen(at, probe.Generation, at.AddSeconds((dice % 200) - 150), dice % 3, dice % 2),
    };

    private static IEnumerable<Step[]> Shorter(Step[] steps)
    {
        if (steps.Length > 3)
        {
            yield return steps[..(steps.Length / 2)];
            yield return steps[(steps.Length / 2)..];
        }

        for (var i = 0; i < steps.Length; i++)
            yield return [.. steps[..i], .. steps[(i + 1)..]];
    }
}
