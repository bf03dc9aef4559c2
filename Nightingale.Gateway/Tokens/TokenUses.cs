using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Nightingale.Gateway.Tokens;

/// <summary>Saves each minute when tokens were last used, so that no request waits for the disk.</summary>
internal sealed class TokenUses(GatewayServices gateway, ILogger<TokenUses> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, gateway.Time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await gateway.Tokens.SaveUses();
            }
            catch (TokenStoreException cannot)
            {
                log.TokenUseNotSaved(cannot);
            }
        }
    }
}
