using Microsoft.Extensions.Logging;
using Nightingale.Actors.Entities;
using Nightingale.Actors.Instances;

namespace Nightingale.Actors.Provisioning;

/// <summary>Does the Terraform runs that instances owe and reports how each ended. A cancelled run reports nothing: nobody owes it any more.</summary>
public sealed class TerraformWorker(Provisioner provisioner, TimeProvider time, ILogger<TerraformWorker> log) : IWorker<InstanceWork, InstanceCommand>
{
    /// <inheritdoc/>
    public async Task Run(string entityId, InstanceWork work, IReport<InstanceCommand> report, CancellationToken noLongerOwed)
    {
        if (work is not InstanceWork.RunTerraform run) throw new ArgumentException($"This worker runs Terraform and nothing else; it got {work.Key}.", nameof(work));
        InstanceCommand command = await provisioner.Run(run, noLongerOwed) switch
        {
            RunOutcome.Applied applied => new InstanceCommand.TerraformApplied(time.Moment(), run.Run, applied.Outputs),
            RunOutcome.Destroyed destroyed => new InstanceCommand.TerraformDestroyed(time.Moment(), run.Run, destroyed.StoppedAt),
            RunOutcome.Failed failed => new InstanceCommand.TerraformFailed(time.Moment(), run.Run, failed.Class, failed.Reason),
            var outcome => throw new InvalidOperationException($"Unknown outcome {outcome}."),
        };
        if (await report.Tell(command) is { } refusal) log.OutcomeRefused(run.Id, run.Run, refusal.Reason);
    }
}
