using System.ComponentModel;
using Nightingale.Actors.Sharding;

namespace Nightingale.Gateway.Cluster;

/// <summary>What operators ask of the nodes.</summary>
/// <param name="Status">Who holds what.</param>
/// <param name="Drain">Tells a node, by its name or id, to give its shards away or to take some again, and says whether there is such a node; null: this one is alone.</param>
public sealed record ClusterDesk(
    Func<CancellationToken, Task<ClusterStatus>> Status,
    Func<string, bool, CancellationToken, Task<bool>>? Drain);

/// <summary>The nodes, and who holds how much.</summary>
public sealed record ClusterView(
    [property: Description("The nodes that live.")] IReadOnlyList<ClusterNodeView> Nodes,
    [property: Description("How many of the 256 shards are nobody's at the moment.")] int FreeShards,
    [property: Description("How many events there are.")] long Events)
{
    internal static ClusterView Of(ClusterStatus status) => new([.. status.Nodes.Select(ClusterNodeView.Of)], status.Free, status.Events);
}

/// <summary>A node.</summary>
public sealed record ClusterNodeView(
    [property: Description("Its name and its start.")] string Id,
    [property: Description("Where other nodes reach it; null if it is alone.")] string? Address,
    [property: Description("Whether it hands its shards over and takes none.")] bool Draining,
    [property: Description("How many of the 256 shards it holds.")] int Shards,
    [property: Description("The highest epoch under which it holds one: it rises with each owner.")] long Epoch,
    [property: Description("How many instances and accounts are in its memory.")] int Entities,
    [property: Description("How many of those in its shards owe work, such as being watched.")] long OwingWork,
    [property: Description("How many runs of Terraform are in progress there.")] int Runs,
    [property: Description("How long ago it was heard of, in seconds.")] double LagSeconds,
    [property: Description("How many events its lists had not seen yet.")] long EventsBehind,
    [property: Description("How long it lives if it is not heard of, in seconds; null if it is alone.")] double? LeaseSeconds)
{
    internal static ClusterNodeView Of(NodeStatus node) => new(
        node.Id, node.Address, node.Draining, node.Shards, node.Epoch, node.Entities, node.Owing, node.Runs, node.Lag.TotalSeconds, node.Behind, node.Left?.TotalSeconds);
}
