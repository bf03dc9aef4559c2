using System.Diagnostics;
using Answer = Nightingale.Actors.Entities.Decision<Nightingale.Actors.Instances.InstanceEvent>;

namespace Nightingale.Actors.Instances;

/// <summary>The moments that a state waits for, and what follows when one has passed.</summary>
internal static class Deadlines
{
    /// <summary>When a deadline is due in this state; null where it waits for no such moment.</summary>
    public static DateTimeOffset? Due(InstanceRules rules, InstanceState state, Deadline deadline) => deadline switch
    {
        Deadline.Meter when state.MeterOpenSince is { } since => Moments.NextMinute(Moments.Latest(since, ProbedSince(rules, state))),
        Deadline.Readiness when state is { Phase: Phase.Starting, PhaseSince: { } since } =>
            Moments.Latest(since, state.WatchedSince) + rules.ReadinessTimeout,
        Deadline.Idle when state is { Phase: Phase.Ready, KernelsBusy: 0, ReadyAt: { } ready, Spec.IdleStop: { } idle } =>
            Moments.Latest(Moments.Latest(ready, state.LastActivityAt) + idle, ProbedSince(rules, state)),
        Deadline.Lifetime when state.Phase.MeansToRun() => state.EndOfLife(),
        _ => null,
    };

    /// <summary>
    /// Acts on a deadline that the state still has; one that has moved on is told again in its time. Whoever told it waited for it,
    /// so a clock that stepped back since changes nothing.
    /// </summary>
    public static Answer Passed(InstanceRules rules, InstanceState state, InstanceCommand.DeadlinePassed command)
    {
        if (Due(rules, state, command.Deadline) is not { } due || command.Due < due) return Answer.Accept();
        if (WasAway(rules, state, command.Deadline, due, command.At)) return Answer.Accept(new InstanceEvent.WatchResumed(command.At));
        return command.Deadline switch
        {
            Deadline.Meter => Answer.Accept([.. Metering.Continue(state, due, command.At)]),
            Deadline.Readiness => ServerFindings.Lost(rules, state, command.At, lastAnsweredAt: null, Words.NotReadyWithin(rules.ReadinessTimeout)),
            Deadline.Idle => Answer.Accept(new InstanceEvent.StopRequested(command.At, Words.Idle(state.Spec!.IdleStop!.Value))),
            Deadline.Lifetime => Answer.Accept(new InstanceEvent.StopRequested(command.At, Words.LifetimePassed(state.Spec!.Lifetime!.Value))),
            _ => throw new UnreachableException($"Nothing says what follows from {command.Deadline}."),
        };
    }

    // After an outage of ours every deadline is told at once, before the probe could look. The server may have died, or worked all the time:
    // to bill it, to give it up or to stop it as idle waits until the probe had its time.
    private static bool WasAway(InstanceRules rules, InstanceState state, Deadline deadline, DateTimeOffset due, DateTimeOffset at) =>
        deadline is not Deadline.Lifetime && state.Phase.IsWatched() && at - due > rules.AwayAfter;

    private static DateTimeOffset? ProbedSince(InstanceRules rules, InstanceState state) => state.WatchedSince + rules.AwayAfter;
}
