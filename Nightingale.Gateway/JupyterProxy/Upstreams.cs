using System.Collections.Concurrent;
using Nightingale.Actors.Instances;

namespace Nightingale.Gateway.JupyterProxy;

/// <summary>The ways to the servers of all instances that somebody uses through this gateway: one an instance, to its newest server.</summary>
internal sealed class Upstreams(GatewayServices gateway, NotebookTraffic traffic) : IDisposable
{
    private static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(5);

    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<InstanceId, JupyterUpstream> _ways = new();

    /// <summary>
    /// The way to an open notebook's server, to be left with <see cref="JupyterUpstream.Leave"/>. The way to the server before it is closed, and with it whatever still runs there.
    /// </summary>
    public JupyterUpstream Enter(Notebook notebook)
    {
        if (_ways.TryGetValue(notebook.Id, out var known) && LeadsTo(known, notebook) && Entered(notebook.Id, known)) return known;
        lock (_gate) return Enter_NeedsGate(notebook);
    }

    /// <summary>Closes the ways that nobody has used for a while.</summary>
    public void CloseIdle()
    {
        foreach (var (instance, way) in _ways)
        {
            if (!way.IsIdle(KeptFor) || !_ways.TryRemove(new(instance, way))) continue;

            // Somebody may have found it before it was gone: then whoever leaves last has no connection left to keep, and the pool ends by itself.
            if (way.IsIdle(KeptFor)) way.Dispose();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var way in _ways.Values) way.Dispose();
    }

    private static bool LeadsTo(JupyterUpstream way, Notebook notebook) => way.Generation == notebook.Generation && way.Address == notebook.State.Address;

    private bool Entered(InstanceId instance, JupyterUpstream way)
    {
        way.Enter();
        if (_ways.TryGetValue(instance, out var still) && ReferenceEquals(still, way)) return true;
        way.Leave();
        return false;
    }

    private JupyterUpstream Enter_NeedsGate(Notebook notebook)
    {
        if (_ways.TryGetValue(notebook.Id, out var known))
        {
            if (LeadsTo(known, notebook))
            {
                known.Enter();
                return known;
            }

            _ways.TryRemove(notebook.Id, out _);
            known.Dispose();
        }

        var way = new JupyterUpstream(notebook, gateway.Notebooks, traffic.Of(notebook.Id), gateway.Time);
        way.Enter();
        _ways[notebook.Id] = way;
        return way;
    }
}
