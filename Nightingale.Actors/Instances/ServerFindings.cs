using Answer = Nightingale.Actors.Entities.Decision<Nightingale.Actors.Instances.InstanceEvent>;

namespace Nightingale.Actors.Instances;

/// <summary>What follows from the probe's findings. Those about an older generation, or where no server is watched, change nothing.</summary>
internal static class ServerFindings
{
    public static Answer Answered(InstanceState state, InstanceCommand.ServerAnswered command) =>
        // In ready, another start time is another server: it was replaced while nobody watched.
        IsCurrent(state, command.Generation) && state.ServerStartedAt != command.ServerStartedAt
            ? Answer.Accept(new InstanceEvent.BecameReady(command.At, command.Generation, command.ServerStartedAt))
            : Answer.Accept();

    public static Answer Active(InstanceState state, InstanceCommand.ActivitySeen command)
    {
        if (state.Phase is not Phase.Ready || !IsCurrent(state, command.Generation)) return Answer.Accept();

        // A kernel that computed until now was active until now. And activity in the future, by a clock that runs ahead, must not put idle stop off.
        var hasFinished = state.KernelsBusy > 0 && command.KernelsBusy == 0;
        var seen = Moments.Milliseconds(hasFinished ? command.At : Moments.Earliest(command.LastActivityAt, command.At));
        var last = Moments.Latest(seen, state.LastActivityAt);
        var isNews = (last, command.Kernels, command.KernelsBusy) != (state.LastActivityAt, state.Kernels, state.KernelsBusy);
        return isNews
            ? Answer.Accept(new InstanceEvent.ActivityMoved(command.At, last, command.Kernels, command.KernelsBusy))
            : Answer.Accept();
    }

    public static Answer Lost(InstanceRules rules, InstanceState state, InstanceCommand.ServerLost command) =>
        IsCurrent(state, command.Generation)
            ? Lost(rules, state, command.At, command.LastAnsweredAt, command.Reason)
            : Answer.Accept();

    /// <summary>
    /// Bills up to the last answer, or where none is known up to the last interval: nobody pays for a second that may not have run.
    /// Then a new server, or quarantine where too many were lost.
    /// </summary>
    public static Answer Lost(InstanceRules rules, InstanceState state, DateTimeOffset at, DateTimeOffset? lastAnsweredAt, string reason)
    {
        var countsSince = at - rules.LossWindow;
        var losses = state.Losses.Count(loss => loss > countsSince) + 1;
        InstanceEvent consequence = losses < rules.LossesToQuarantine
            ? new InstanceEvent.RestartRequested(at, Words.RestartedAfterLoss(reason))
            : new InstanceEvent.Quarantined(at, Words.Quarantined(losses, rules.LossWindow, at, reason));
        return Answer.Accept(
        [
            new InstanceEvent.ServerLost(at, state.Generation, reason, countsSince),
            .. Metering.Close(state, lastAnsweredAt ?? DateTimeOffset.MinValue, at),
            consequence,
        ]);
    }

    private static bool IsCurrent(InstanceState state, int generation) => state.Phase.IsWatched() && state.Generation == generation;
}
