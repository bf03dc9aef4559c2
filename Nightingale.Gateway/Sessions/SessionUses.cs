using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Nightingale.Gateway.Keeping;

namespace Nightingale.Gateway.Sessions;

/// <summary>Saves each minute when sessions were last used, so that no request waits for the disk.</summary>
internal sealed class SessionUses(GatewayServices gateway, ILogger<SessionUses> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, gateway.Time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await gateway.People.Sessions.SaveUses();
            }
            catch (KeepException cannot)
            {
                log.SessionUseNotSaved(cannot);
            }
        }
    }
}
