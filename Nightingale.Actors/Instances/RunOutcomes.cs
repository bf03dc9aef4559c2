using Nightingale.Actors.Entities;
using Answer = Nightingale.Actors.Entities.Decision<Nightingale.Actors.Instances.InstanceEvent>;

namespace Nightingale.Actors.Instances;

/// <summary>What follows from a Terraform run. The outcome of a run that is no longer wished for is accepted and changes nothing.</summary>
internal static class RunOutcomes
{
    public static Answer Applied(InstanceState state, InstanceCommand.TerraformApplied command)
    {
        if (Wished(state, command.Run) is not { } wish) return Answer.Accept();
        if (wish.Action is not TerraformAction.Apply) return OtherAction(command.Run);
        if (!wish.Running)
            return Answer.Accept(
            [
                new InstanceEvent.Stopped(command.At, command.Run),
                .. Metering.Close(state, command.Outputs.StoppedAt ?? command.At, command.At),
            ]);

        return command.Outputs.Address is null
            ? Answer.Accept(new InstanceEvent.RunFailed(command.At, command.Run, FailureClass.Permanent, Words.NoAddress))
            : Answer.Accept(
            [
                new InstanceEvent.Provisioned(command.At, command.Run, command.Outputs),
                .. Metering.Exchange(state, command.Outputs, command.At),
            ]);
    }

    public static Answer Destroyed(InstanceState state, InstanceCommand.TerraformDestroyed command)
    {
        if (Wished(state, command.Run) is not { } wish) return Answer.Accept();
        return wish.Action is not TerraformAction.Destroy
            ? OtherAction(command.Run)
            : Answer.Accept([new InstanceEvent.Deleted(command.At, command.Run), .. Metering.Close(state, command.StoppedAt ?? command.At, command.At)]);
    }

    // The meter stays as it is: what was up is billed until it is known to be down, and what never came up was never metered.
    public static Answer Failed(InstanceState state, InstanceCommand.TerraformFailed command)
    {
        if (Wished(state, command.Run) is not { } wish) return Answer.Accept();
        var reason = (wish, state.Phase) switch
        {
            ({ Action: TerraformAction.Destroy }, _) => Words.DeleteFailed(command.Reason),
            ({ Running: true }, _) => Words.Sentence(command.Reason),
            (_, Phase.Stopping) => Words.StopFailed(command.Reason),
            _ => Words.CleanUpFailed(state.Reason, command.Reason),
        };
        return Answer.Accept(new InstanceEvent.RunFailed(command.At, command.Run, command.Class, reason));
    }

    private static RunWish? Wished(InstanceState state, long run) => state.Wish?.Run == run ? state.Wish : null;

    private static Answer OtherAction(long run) => Answer.Refuse(RefusalKind.Invalid, Words.OtherAction(run));
}
