using Nightingale.Actors.Entities;
using Nightingale.Actors.Instances;

namespace Nightingale.Tests.Instances;

using Decider = IDecider<InstanceState, InstanceCommand, InstanceEvent, InstanceWork>;

/// <summary>What always holds of any life: each gives the first problem that it finds, or null.</summary>
internal static class Invariants
{
    public static string? ReplayEqualsLive(Decider decider, IReadOnlyList<Happening> history)
    {
        var replayed = decider.Initial;
        foreach (var happening in history)
        {
            replayed = Bytes.Again(happening.Events.Select(Bytes.Again).Aggregate(replayed, decider.Evolve));
            if (Bytes.Of(replayed) != Bytes.Of(happening.After)) return $"After {happening.Command}: {Bytes.Of(replayed)} is not {Bytes.Of(happening.After)}.";
            if (Bytes.Of(decider.Owed(replayed)) != Bytes.Of(decider.Owed(happening.After))) return $"After {happening.Command}: other work is owed.";
        }

        return null;
    }

    public static string? EveryStateIsDefined(IReadOnlyList<Happening> history) =>
        history.Where(happening => !IsDefined(happening.After)).Select(happening => $"After {happening.Command}: {Bytes.Of(happening.After)}").FirstOrDefault();

    public static string? IntervalsHold(IReadOnlyList<Happening> history)
    {
        var (number, until) = (1L, DateTimeOffset.MinValue);
        foreach (var interval in BilledTime.Intervals(history))
        {
            if (interval.Number != number++) return $"{interval} has the wrong number.";
            if (interval.To <= interval.From) return $"{interval} has no length.";
            if (interval.From < until) return $"{interval} begins before {until:O}, where the last one ended.";
            if (interval.To > Moments.NextMonth(interval.From)) return $"{interval} crosses the end of a month.";
            if (interval.From != Moments.Milliseconds(interval.From) || interval.To != Moments.Milliseconds(interval.To)) return $"{interval} is too fine.";
            until = interval.To;
        }

        return null;
    }

    public static string? BilledIsWhatRan(IReadOnlyList<Happening> history)
    {
        var (ran, billed) = (BilledTime.Of(history), BilledTime.Metered(history));
        return ran.SequenceEqual(billed) ? null : $"Ran {string.Join(", ", ran)}; billed {string.Join(", ", billed)}.";
    }

    public static string? NothingIsUndelivered(IReadOnlyList<Happening> history)
    {
        var uncounted = history[^1].After.Uncounted;
        var counted = history.SelectMany(happening => happening.Events).OfType<InstanceEvent.UsageCounted>().Select(e => e.Through).DefaultIfEmpty(0).Max();
        return BilledTime.Intervals(history).Where(interval => interval.Number > counted).SequenceEqual(uncounted)
            ? null
            : $"Counted through {counted}, yet uncounted is {string.Join(", ", uncounted)}.";
    }

    public static string? WorkIsSound(Decider decider, IReadOnlyList<Happening> history)
    {
        foreach (var state in history.Select(happening => happening.After))
        {
            var owed = decider.Owed(state);
            if (owed.DistinctBy(work => work.Key, StringComparer.Ordinal).Count() != owed.Count) return $"Two pieces of work have one key: {Bytes.Of(owed)}";
            if (owed.OfType<InstanceWork.RunTerraform>().Count() > 1) return "Two runs are owed at once.";
        }

        return null;
    }

    /// <summary>A worker tells a deadline once: a state that went on waiting for the same moment would wait for ever.</summary>
    public static string? NoDeadlineIsWaitedForTwice(Decider decider, IReadOnlyList<Happening> history)
    {
        foreach (var state in history.Select(happening => happening.After))
            foreach (var await in decider.Owed(state).OfType<InstanceWork.Await>())
                foreach (var late in new[] { 0, 5, 3600, 40 * 86_400 })
                {
                    var command = new InstanceCommand.DeadlinePassed(await.Due.AddSeconds(late), await.Deadline, await.Due);
                    if (decider.Owed(After(decider, state, command)).Contains(await)) return $"{await} is still waited for after {command}.";
                }

        return null;
    }

    public static string? DeleteLeadsToDeleted(Decider decider, IReadOnlyList<Happening> history)
    {
        foreach (var happening in history)
        {
            var state = After(decider, happening.After, new InstanceCommand.Delete(happening.Command.At));
            state = After(decider, state, new InstanceCommand.TerraformDestroyed(happening.Command.At, state.Run));
            if (state.Phase is not Phase.Deleted || state.MeterOpenSince is not null) return $"From {happening.After.Phase} it came to {state.Phase}.";
            var left = decider.Owed(state).Where(work => work is not InstanceWork.DeliverUsage).ToList();
            if (left.Count > 0) return $"The deleted still owe {left[0].Key}.";
        }

        return null;
    }

    private static InstanceState After(Decider decider, InstanceState state, InstanceCommand command) =>
        decider.Decide(state, command) is Decision<InstanceEvent>.Accepted accepted ? accepted.Events.Aggregate(state, decider.Evolve) : state;

    private static bool IsDefined(InstanceState state)
    {
        var isMetered = state.MeterOpenSince is not null;
        var wish = state.Wish switch
        {
            null => "nothing",
            { Action: TerraformAction.Destroy } => "destroy",
            { Running: true } => "up",
            _ => "down",
        };
        var has = (wish, HasAddress: state.Address is not null, IsMetered: isMetered);
        var fits = state.Phase switch
        {
            Phase.Provisioning => has is ("up", false, _),
            Phase.Starting or Phase.Ready => has is ("nothing", true, true),
            Phase.Stopping => has is ("down", false, _),
            Phase.Stopped or Phase.Deleted => has is ("nothing", false, false),
            Phase.Quarantined => has is ("nothing" or "down", false, false),
            Phase.Failed => has is ("nothing" or "down", false, _),
            Phase.Deleting => has is ("destroy", false, _),
            _ => false,
        };
        return fits && isMetered == (state.MeterSize is not null) && (state.Phase is Phase.Ready) == (state.ServerStartedAt is not null);
    }
}
