using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Nightingale.Actors.Instances;
using Nightingale.Actors.Projections;

namespace Nightingale.Gateway.JupyterProxy;

/// <summary>
/// Instances that somebody opened, as they are now, so that a request need not wait for the actor to be asked. The first request asks; from then on
/// the live news keep what is known true.
/// </summary>
internal sealed class NotebookDirectory(GatewayServices gateway) : BackgroundService
{
    private static readonly TimeSpan Heartbeat = TimeSpan.FromHours(1);

    private static readonly InstanceState Unknown = new();

    private readonly ConcurrentDictionary<InstanceId, Notebook> _known = new();

    /// <summary>The instance, if it was ever launched.</summary>
    /// <exception cref="Nightingale.Actors.Entities.EntityUnavailableException">It gives no answer.</exception>
    public ValueTask<Notebook?> Find(InstanceId id, CancellationToken cancel) =>
        _known.TryGetValue(id, out var known) && known.Confirmed ? ValueTask.FromResult<Notebook?>(known) : Ask(id, cancel);

    /// <summary>What is known of an instance without asking; null: nothing.</summary>
    public Notebook? Known(InstanceId id) => _known.TryGetValue(id, out var known) && known.State.Spec is not null ? known : null;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await foreach (var happened in gateway.Live.Follow(null, IsOfInstance, Heartbeat, stoppingToken)) Hear(happened);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The gateway ends.
        }
    }

    private static bool IsOfInstance(LiveEvent happened) => happened is LiveEvent.Journalled { Row: not null };

    private void Hear(LiveEvent happened)
    {
        if (happened is LiveEvent.Reset) Doubt();
        if (happened is LiveEvent.Journalled { Row: { } row } && _known.ContainsKey(row.State.Id)) Learn(row.State.Id, row.State, row.Version, confirmed: false);
    }

    // News were missed: what is known may be old.
    private void Doubt()
    {
        foreach (var (id, known) in _known) _known.TryUpdate(id, known with { Confirmed = false }, known);
    }

    // The place is there before the question, so that what happens between question and answer is heard too.
    private async ValueTask<Notebook?> Ask(InstanceId id, CancellationToken cancel)
    {
        _known.TryAdd(id, new(Unknown, 0, Confirmed: false));
        var found = await gateway.Instances.Get(id.ToString(), cancel);
        if (found.State.Spec is not null) return Learn(id, found.State, found.Version, confirmed: true);
        if (_known.TryGetValue(id, out var place) && place.State.Spec is null) _known.TryRemove(new(id, place));
        return null;
    }

    // What the instance itself said is confirmed; news only carry it on.
    private Notebook Learn(InstanceId id, InstanceState state, long version, bool confirmed) => _known.AddOrUpdate(
        id,
        _ => new(state, version, Confirmed: false),
        (_, known) => version > known.Version || known.State.Spec is null ? new(state, version, known.Confirmed || confirmed) : known with { Confirmed = known.Confirmed || confirmed });
}
