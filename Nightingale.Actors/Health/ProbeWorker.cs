using Nightingale.Actors.Entities;
using Nightingale.Actors.Instances;

namespace Nightingale.Actors.Health;

/// <summary>Watches one generation of an instance and reports what the probes add up to.</summary>
/// <param name="scheduler">Gives the turns.</param>
/// <param name="options">How many misses are too many.</param>
/// <param name="connect">Makes the probe of an address with a token.</param>
/// <param name="tokens">Derives the server's token.</param>
/// <param name="time">The clock of the reports.</param>
public sealed class ProbeWorker(ProbeScheduler scheduler, ProbeOptions options, Func<string, string, IProbe> connect, JupyterTokens tokens, TimeProvider time)
    : IWorker<InstanceWork, InstanceCommand>
{
    /// <inheritdoc/>
    public async Task Run(string entityId, InstanceWork work, IReport<InstanceCommand> report, CancellationToken noLongerOwed)
    {
        var (id, generation, address, serverStartedAt) = (InstanceWork.Probe)work;
        var history = new ProbeHistory(options, Known: serverStartedAt is not null);
        using var probe = connect(address, tokens.For(id, generation));
        await scheduler.Watch(probe, history.Known, Take, noLongerOwed);

        async Task<bool> Take(ProbeResult result)
        {
            var (next, verdicts) = history.After(result, Now());
            history = next;
            foreach (var verdict in verdicts) await report.Tell(CommandFor(verdict, generation));
            return !verdicts.Any(verdict => verdict is ProbeVerdict.Lost);
        }
    }

    private InstanceCommand CommandFor(ProbeVerdict verdict, int generation) => verdict switch
    {
        ProbeVerdict.Answered(var startedAt) => new InstanceCommand.ServerAnswered(Now(), generation, startedAt),
        ProbeVerdict.Active(var lastActivityAt, var kernels, var busy) => new InstanceCommand.ActivitySeen(Now(), generation, lastActivityAt, kernels, busy),
        ProbeVerdict.Lost(var lastAnsweredAt, var reason) => new InstanceCommand.ServerLost(Now(), generation, lastAnsweredAt, reason),
        _ => throw new InvalidOperationException($"There is no report of {verdict}."),
    };

    private DateTimeOffset Now() => DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());
}
