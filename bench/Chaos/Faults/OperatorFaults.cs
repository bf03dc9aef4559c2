using Nightingale.Bench.Chaos.Machines;

namespace Nightingale.Bench.Chaos.Faults;

/// <summary>From three nodes to five to two, and back.</summary>
internal sealed class GrowAndShrink : IFault
{
    private ClusterNode _leaves = null!;

    public string Name => "3 to 5 to 2 nodes";

    public async Task<Applied> Apply(ChaosCluster cluster, Random random, CancellationToken cancel)
    {
        _leaves = random.Of(cluster.Regulars);
        await Task.WhenAll(Reserves(cluster).Select(node => cluster.Start(node, cancel)));
        return new($"without {_leaves.Name} in the end", random.Leases(cluster, 0.5, 1.5));
    }

    public async Task Heal(ChaosCluster cluster, CancellationToken cancel)
    {
        foreach (var node in Reserves(cluster).Append(_leaves)) await node.End();
        await Task.Delay(cluster.Lease, TimeProvider.System, cancel);
        await cluster.Start(_leaves, cancel);
    }

    private static IEnumerable<ClusterNode> Reserves(ChaosCluster cluster) => cluster.All.Except(cluster.Regulars);
}

/// <summary>An operator drains a node, and lets it take part again.</summary>
internal sealed class DrainNode : IFault
{
    private ClusterNode _node = null!;

    public string Name => "drain of a node";

    public async Task<Applied> Apply(ChaosCluster cluster, Random random, CancellationToken cancel)
    {
        _node = random.Of(cluster.Regulars);
        await cluster.DatabaseCommand(["cluster", "drain", _node.Name], cancel);
        return new(_node.Name, random.Leases(cluster, 0.5, 2), Borne: true);
    }

    public Task Heal(ChaosCluster cluster, CancellationToken cancel) => cluster.DatabaseCommand(["cluster", "undrain", _node.Name], cancel);
}

/// <summary>Every node is ended in order and started again, one after the other.</summary>
internal sealed class RollingRestart : IFault
{
    public string Name => "rolling restart of all";

    public async Task<Applied> Apply(ChaosCluster cluster, Random random, CancellationToken cancel)
    {
        foreach (var node in cluster.Regulars)
        {
            await node.End();
            await cluster.Start(node, cancel);
        }

        return new("", TimeSpan.Zero);
    }

    public Task Heal(ChaosCluster cluster, CancellationToken cancel) => Task.CompletedTask;
}
