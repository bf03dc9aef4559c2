using System.Diagnostics;
using Nightingale.Actors.Entities;
using Nightingale.Actors.Instances;

namespace Nightingale.Actors.Health;

/// <summary>Watches one generation of an instance and reports what the probes add up to, until it is lost or no longer owed.</summary>
public sealed class ProbeWorker(ProbeScheduler scheduler, JupyterTokens tokens, TimeProvider time) : IWorker<InstanceWork, InstanceCommand>
{
    /// <inheritdoc/>
    public async Task Run(string entityId, InstanceWork work, IReport<InstanceCommand> report, CancellationToken noLongerOwed)
    {
        var (id, generation, address, serverStartedAt) = (InstanceWork.Probe)work;
        using var jupyter = new JupyterClient(address, tokens.For(id, generation), scheduler.Options.Timeout);
        await foreach (var verdict in scheduler.Watch(jupyter.Ask, serverStartedAt, noLongerOwed))
            if (await report.Tell(Command(verdict, generation)) is { } refusal)
                throw new InvalidOperationException($"The instance refused what the probe found: {refusal.Reason}");
    }

    private InstanceCommand Command(ProbeVerdict verdict, int generation) => verdict switch
    {
        ProbeVerdict.Answered found => new InstanceCommand.ServerAnswered(time.Moment(), generation, found.ServerStartedAt),
        ProbeVerdict.Activity found => new InstanceCommand.ActivitySeen(time.Moment(), generation, found.LastActivityAt, found.Kernels, found.KernelsBusy),
        ProbeVerdict.Lost found => new InstanceCommand.ServerLost(time.Moment(), generation, found.LastAnsweredAt is { } last ? last.InWholeMilliseconds() : null, found.Reason),
        _ => throw new UnreachableException($"Nothing says how {verdict.GetType().Name} is reported."),
    };
}
