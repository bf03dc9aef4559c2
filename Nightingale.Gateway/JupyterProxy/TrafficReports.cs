using Microsoft.Extensions.Hosting;
using Nightingale.Actors.Entities;
using Nightingale.Actors.Instances;

namespace Nightingale.Gateway.JupyterProxy;

/// <summary>
/// Tells instances each minute, and when the gateway ends, how many bytes passed: one event a minute, however many requests there were. What is told are
/// totals, so what could not be told now is told with the next; only what a gateway that dies had not told is lost.
/// </summary>
internal sealed class TrafficReports(GatewayServices gateway, NotebookTraffic traffic) : BackgroundService
{
    private const string Principal = "system:gateway";

    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly Dictionary<InstanceId, (long Ingress, long Egress)> _told = [];

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, gateway.Time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken)) await Tell();
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The gateway ends: what was counted is told.
        }

        await Tell();
    }

    private Task Tell() => Task.WhenAll(traffic.All.Select(one => (one.Key, Total: (one.Value.Ingress, one.Value.Egress))).Where(one => _told.GetValueOrDefault(one.Key) != one.Total).ToList()
        .Select(one => Tell(one.Key, one.Total)));

    private async Task Tell(InstanceId instance, (long Ingress, long Egress) total)
    {
        try
        {
            await gateway.Instances.Ask(instance.ToString(), new(new InstanceCommand.TrafficCounted(gateway.Now(), traffic.Gateway, total.Ingress, total.Egress), Principal), CancellationToken.None);
            lock (_told) _told[instance] = total;
        }
        catch (EntityUnavailableException)
        {
            // Told with the next.
        }
    }
}
