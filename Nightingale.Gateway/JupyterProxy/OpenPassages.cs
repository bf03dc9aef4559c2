using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;

namespace Nightingale.Gateway.JupyterProxy;

/// <summary>
/// The passages that last: WebSockets, and answers that are long. A right that held when they began may end while they go on, so they are looked
/// through twice a second, all with one timer, and those whose right has ended are cut off.
/// </summary>
internal sealed class OpenPassages(GatewayServices gateway, NotebookDirectory directory, NotebookRights rights, Upstreams ways) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    private readonly ConcurrentDictionary<Passage, bool> _open = new();

    /// <summary>How many there are.</summary>
    public int Count => _open.Count;

    /// <summary>Keeps an eye on a passage until it is removed.</summary>
    public void Add(Passage passage) => _open[passage] = true;

    /// <summary>It is over.</summary>
    public void Remove(Passage passage) => _open.TryRemove(passage, out _);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, gateway.Time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await Look();
                ways.CloseIdle();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The gateway ends, and the server ends what is open.
        }
    }

    private Task Look()
    {
        var good = new Dictionary<string, bool>(StringComparer.Ordinal);
        return Task.WhenAll(_open.Where(one => !Holds(one.Key, good)).Select(one => one.Key.End()));
    }

    // Of many passages with one credential, that is asked about once.
    private bool Holds(Passage passage, Dictionary<string, bool> good)
    {
        if (!good.TryGetValue(passage.Caller.Credential, out var isGood)) good[passage.Caller.Credential] = isGood = passage.Caller.Holds;
        return isGood
            && directory.Known(passage.Instance) is { IsOpen: true } notebook
            && notebook.Generation == passage.Generation
            && NotebookRights.MayOpen(passage.Caller, notebook)
            && rights.PermissionsOf(notebook.Account).Allow(passage.Use);
    }
}
