using Nightingale.Actors.Entities;
using Nightingale.Actors.Health;
using Nightingale.Actors.Instances;
using Nightingale.Actors.Sharding;

namespace Nightingale.Host.Composition;

/// <summary>The sockets of every local instance in the cluster. Each is on the node that runs the instance: others reach it through that node.</summary>
/// <param name="isHere">Whether an instance lives here.</param>
/// <param name="map">Who holds which shard.</param>
/// <param name="wire">The way to other nodes.</param>
internal sealed class ClusterSockets(Func<InstanceId, bool> isHere, ShardMap map, WireClient wire)
{
    /// <summary>What it is called between nodes.</summary>
    public const string Door = "jupyter";

    /// <summary>The instances of this node, once they can be asked.</summary>
    public IEntities<InstanceState, InstanceCommand>? Instances { get; set; }

    /// <summary>A connection to an instance's socket through the node that runs it; null if that is this one.</summary>
    /// <exception cref="IOException">No node runs it, or the one that does gives no answer.</exception>
    public async ValueTask<Stream?> Open(InstanceId instance, CancellationToken cancel)
    {
        if (isHere(instance)) return null;
        if (map.Owner(Shards.Of(instance.PersistenceId)) is not { } owner) throw new IOException("No node runs the instance at the moment.");
        return await wire.Tunnel(owner.Address, Door, instance.ToString(), cancel);
    }

    /// <summary>
    /// Answers another node. It names the instance and nothing else: which socket that is, and whether there is one, is known here.
    /// </summary>
    public async ValueTask<Stream?> Answer(string entityId, CancellationToken cancel)
    {
        if (!InstanceId.TryParse(entityId, out var instance) || !isHere(instance) || Instances is not { } instances) return null;
        var state = (await instances.Get(entityId, cancel)).State;
        if (state is not { Phase: Phase.Ready, Address: { } address } || !Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme != "unix") return null;
        using var socket = new SocketPath(uri.LocalPath);
        return await socket.Connect(cancel);
    }
}
