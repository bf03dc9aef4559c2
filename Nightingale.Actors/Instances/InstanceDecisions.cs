using System.Diagnostics;
using Nightingale.Actors.Entities;
using Answer = Nightingale.Actors.Entities.Decision<Nightingale.Actors.Instances.InstanceEvent>;

namespace Nightingale.Actors.Instances;

/// <summary>Decide: what each command does in each phase. People's commands are here; what workers report has its own files.</summary>
internal static class InstanceDecisions
{
    /// <summary>Answers a command.</summary>
    public static Answer Decide(InstanceRules rules, InstanceState state, InstanceCommand command) => command switch
    {
        InstanceCommand.Launch c => Launch(rules, state, c),
        _ when state.Spec is null => Answer.Refuse(RefusalKind.NotFound, Words.NoSuchInstance),

        InstanceCommand.Start c => Start(state, c.At),
        InstanceCommand.Stop c => Stop(state, c.At),
        InstanceCommand.Restart c => Restart(state, c.At),
        InstanceCommand.Resize c => Resize(state, state.Spec, c),
        InstanceCommand.Delete c => Delete(state, c.At),
        InstanceCommand.Release c => Release(state, c.At),

        InstanceCommand.TerraformApplied c => RunOutcomes.Applied(state, c),
        InstanceCommand.TerraformDestroyed c => RunOutcomes.Destroyed(state, c),
        InstanceCommand.TerraformFailed c => RunOutcomes.Failed(state, c),

        InstanceCommand.ServerAnswered c => ServerFindings.Answered(state, c),
        InstanceCommand.ActivitySeen c => ServerFindings.Active(state, c),
        InstanceCommand.ServerLost c => ServerFindings.Lost(rules, state, c),

        InstanceCommand.DeadlinePassed c => Deadlines.Passed(rules, state, c),
        InstanceCommand.UsageCounted c => Metering.Counted(state, c),
        InstanceCommand.TrafficCounted c => TrafficMeter.Counted(state, c),
        _ => throw new UnreachableException($"Nothing says what {command.GetType().Name} does."),
    };

    private static Answer Launch(InstanceRules rules, InstanceState state, InstanceCommand.Launch command)
    {
        if (state.Phase is not Phase.None) return Answer.Refuse(RefusalKind.Conflict, Words.ExistsAlready);
        var problems = rules.Problems(command.Spec).ToList();
        return problems.Count > 0
            ? Answer.Refuse(RefusalKind.Invalid, string.Join(' ', problems))
            : Answer.Accept(new InstanceEvent.Launched(command.At, command.Id, command.Spec));
    }

    private static Answer Start(InstanceState state, DateTimeOffset at) => state.Phase switch
    {
        Phase.Provisioning or Phase.Starting or Phase.Ready => Answer.Accept(),
        Phase.Stopped or Phase.Failed => WithinLifetime(state, at, new InstanceEvent.StartRequested(at)),
        _ => Impossible(state, "started"),
    };

    // From failed it is worth asking again: a failed stop may have left compute that runs and costs. So it is from quarantine, if that could not take it down.
    private static Answer Stop(InstanceState state, DateTimeOffset at) => state.Phase switch
    {
        Phase.Stopping or Phase.Stopped => Answer.Accept(),
        Phase.Provisioning or Phase.Starting or Phase.Ready or Phase.Failed => Answer.Accept(new InstanceEvent.StopRequested(at, Words.StoppedOnRequest)),
        Phase.Quarantined when state is { Wish: null, ProviderId: not null } => Answer.Accept(new InstanceEvent.StopRequested(at, Words.StoppedOnRequest)),
        _ => Impossible(state, "stopped"),
    };

    private static Answer Restart(InstanceState state, DateTimeOffset at) => state.Phase switch
    {
        Phase.Provisioning or Phase.Starting or Phase.Ready => Answer.Accept(new InstanceEvent.RestartRequested(at, Words.RestartedOnRequest)),
        Phase.Failed => WithinLifetime(state, at, new InstanceEvent.RestartRequested(at, Words.RestartedOnRequest)),
        _ => Impossible(state, "restarted"),
    };

    private static Answer Resize(InstanceState state, InstanceSpec spec, InstanceCommand.Resize command)
    {
        if (state.Phase is Phase.Deleting or Phase.Deleted) return Impossible(state, "resized");
        if (command.From is { } from && from != spec.Size) return Answer.Refuse(RefusalKind.Conflict, Words.ResizedMeanwhile);
        var problems = InstanceRules.Problems(command.Size).ToList();
        if (problems.Count > 0) return Answer.Refuse(RefusalKind.Invalid, string.Join(' ', problems));

        // No provider can shrink a volume that holds data: the home keeps the larger disk.
        var size = command.Size with { DiskGiB = Math.Max(command.Size.DiskGiB, spec.Size.DiskGiB) };
        return size with { Name = spec.Size.Name } == spec.Size ? Answer.Accept() : Answer.Accept(new InstanceEvent.ResizeRequested(command.At, size));
    }

    private static Answer Delete(InstanceState state, DateTimeOffset at) => state.Phase is Phase.Deleting or Phase.Deleted
        ? Answer.Accept()
        : Answer.Accept(new InstanceEvent.DeleteRequested(at));

    private static Answer Release(InstanceState state, DateTimeOffset at) => state.Phase is Phase.Quarantined
        ? WithinLifetime(state, at, new InstanceEvent.Released(at), new InstanceEvent.StartRequested(at))
        : Impossible(state, "released");

    // What does not run is not started after its lifetime; what runs then is stopped by its deadline.
    private static Answer WithinLifetime(InstanceState state, DateTimeOffset at, params IReadOnlyList<InstanceEvent> events) =>
        state.EndOfLife() is { } end && end <= at
            ? Answer.Refuse(RefusalKind.Conflict, Words.LifetimeIsOver(end))
            : Answer.Accept(events);

    private static Answer Impossible(InstanceState state, string participle) =>
        Answer.Refuse(RefusalKind.Conflict, Words.Impossible(state.Phase, participle));
}
