using FsCheck;
using FsCheck.Fluent;
using Nightingale.Actors.Entities;
using Nightingale.Actors.Instances;
using NUnit.Framework;

namespace Nightingale.Tests.Instances;

using Decider = IDecider<InstanceState, InstanceCommand, InstanceEvent, InstanceWork>;

/// <summary>What holds of every life, tried on random ones with a fixed seed; each property must catch the defect that is planted for it.</summary>
public sealed class InstanceProperties
{
    private static readonly Config Seeded = Config.QuickThrowOnFailure.WithMaxTest(400).WithEndSize(120).WithReplay(20260331, 1).WithQuietOnSuccess(true);
    private static readonly InstanceDecider Real = new(new());
    private static long _hidden;

    [Test]
    public void Replay_equals_the_live_state_and_owes_the_same_work() => Always(Invariants.ReplayEqualsLive, new PlantedDefect
    {
        Evolving = (state, _) => state with { Reason = $"{_hidden++}" },
    });

    [Test]
    public void No_sequence_reaches_an_undefined_state() => Always((_, history) => Invariants.EveryStateIsDefined(history), new PlantedDefect
    {
        Evolving = (state, @event) => @event is InstanceEvent.RestartRequested ? state with { Wish = null } : state,
    });

    [Test]
    public void Intervals_are_numbered_disjoint_and_within_a_month() => Always(
        (_, history) => Invariants.IntervalsHold(history),
        PlantedDefect.InEvents(WithoutMonthEnds),
        PlantedDefect.InEvents(WithTheProvidersWordUnchecked),
        new PlantedDefect { Evolving = (state, _) => state with { NextMeter = 1 } });

    [Test]
    public void What_is_billed_is_what_ran() => Always(
        (_, history) => Invariants.BilledIsWhatRan(history),
        PlantedDefect.InEvents((command, events) => IsUp(command) ? events.Where(e => e is not InstanceEvent.MeterClosed) : events),
        PlantedDefect.InEvents((command, events) => command is InstanceCommand.ServerLost ? events.Where(e => e is not InstanceEvent.MeterClosed) : events),
        new PlantedDefect
        {
            Evolving = (state, e) => e is InstanceEvent.ResizeRequested && state.MeterSize is not null ? state with { MeterSize = state.Spec!.Size } : state,
        });

    [Test]
    public void Every_interval_is_delivered_until_it_is_counted() => Always((_, history) => Invariants.NothingIsUndelivered(history), new PlantedDefect
    {
        Evolving = (state, @event) => @event is InstanceEvent.Deleted ? state with { Uncounted = [] } : state,
    });

    [Test]
    public void Work_has_unique_keys_and_at_most_one_run() => Always(Invariants.WorkIsSound, new PlantedDefect
    {
        Owing = owed => [.. owed, .. owed.OfType<InstanceWork.RunTerraform>().Select(run => run with { Run = run.Run - 1 })],
    });

    [Test]
    public void No_deadline_is_waited_for_twice() => Always(Invariants.NoDeadlineIsWaitedForTwice, PlantedDefect.InEvents(
        (command, events) => command is InstanceCommand.DeadlinePassed { Deadline: Deadline.Idle } ? [] : events));

    [Test]
    public void From_every_state_delete_leads_to_deleted() => Always(Invariants.DeleteLeadsToDeleted, new PlantedDefect
    {
        Deciding = (state, command, decision) => (state.Phase, command) is (Phase.Quarantined, InstanceCommand.Delete)
            ? Decision<InstanceEvent>.Refuse(RefusalKind.Conflict, "Release it first.")
            : decision,
    });

    [Test]
    public void The_random_lives_see_every_phase_and_every_event()
    {
        var phases = Enum.GetValues<Phase>().ToHashSet();
        var events = typeof(InstanceEvent).GetNestedTypes().ToHashSet();
        Holds(Real, (decider, steps) =>
        {
            var history = Script.Play(decider, steps);
            phases.ExceptWith(history.Select(happening => happening.Before.Phase));
            events.ExceptWith(history.SelectMany(happening => happening.Events).Select(e => e.GetType()));
            return null;
        });
        Assert.That(phases, Is.Empty);
        Assert.That(events, Is.Empty);
    }

    [Test]
    public void Where_intervals_are_split_changes_nothing()
    {
        Holds(Real, SplittingIsIrrelevant);
        Fails(PlantedDefect.InEvents((_, events) => events.Select(Longer)), SplittingIsIrrelevant);
    }

    private static string? SplittingIsIrrelevant(Decider decider, Step[] steps)
    {
        var commands = Script.Play(Real, steps.Where(step => step.Milliseconds >= 0))
            .Select(happening => WithoutThePast(happening.Command)).OfType<InstanceCommand>().ToList();
        var end = commands.Max(command => command.At);
        var often = BilledTime.Metered(Script.ToTheEnd(decider, commands, end));
        var seldom = BilledTime.Metered(Script.ToTheEnd(decider, commands.Where(command => command is not InstanceCommand.DeadlinePassed), end));
        return often.SequenceEqual(seldom) ? null : $"{string.Join(", ", often)} is not {string.Join(", ", seldom)}.";
    }

    // What is learnt about the past, a loss or the provider's word, never reaches behind the last boundary: there alone boundaries matter.
    private static InstanceCommand? WithoutThePast(InstanceCommand command) => command switch
    {
        InstanceCommand.ServerLost or InstanceCommand.DeadlinePassed { Deadline: not Deadline.Meter } => null,
        InstanceCommand.TerraformApplied applied => applied with { Outputs = applied.Outputs with { StartedAt = null, StoppedAt = null } },
        _ => command,
    };

    private static void Always(Func<Decider, IReadOnlyList<Happening>, string?> problem, params Decider[] defects)
    {
        Holds(Real, (decider, steps) => problem(decider, Script.Play(decider, steps)));
        foreach (var defect in defects)
            Fails(defect, (decider, steps) => problem(decider, Script.Play(decider, steps)));
    }

    private static void Holds(Decider decider, Func<Decider, Step[], string?> problem) =>
        Prop.ForAll(Script.Any, steps => problem(decider, steps) is { } found ? throw new AssertionException(found) : true).Check(Seeded);

    private static void Fails(Decider defect, Func<Decider, Step[], string?> problem) =>
        Assert.That(
            () => Prop.ForAll(Script.Any, steps => problem(defect, steps) is null).Check(Seeded),
            Throws.Exception,
            "The planted defect went unnoticed.");

    private static bool IsUp(InstanceCommand command) => command is InstanceCommand.TerraformApplied;

    private static IEnumerable<InstanceEvent> WithoutMonthEnds(InstanceCommand command, IReadOnlyList<InstanceEvent> events)
    {
        var closed = events.OfType<InstanceEvent.MeterClosed>().ToList();
        if (closed.Count < 2) return events;
        var whole = closed[^1] with { Interval = closed[0].Interval with { To = closed[^1].Interval.To } };
        return [.. events.Except(closed), whole];
    }

    private static IEnumerable<InstanceEvent> WithTheProvidersWordUnchecked(InstanceCommand command, IReadOnlyList<InstanceEvent> events) => events.Select(e =>
        (e, command) is (InstanceEvent.MeterOpened opened, InstanceCommand.TerraformApplied { Outputs.StartedAt: { } said })
            ? opened with { Since = said }
            : e);

    private static InstanceEvent Longer(InstanceEvent @event) => @event is InstanceEvent.MeterClosed { Open: true } closed
        ? closed with { Interval = closed.Interval with { To = closed.Interval.To.AddMilliseconds(1) } }
        : @event;
}
