using Nightingale.Bench.Chaos.Machines;

namespace Nightingale.Bench.Chaos.Faults;

/// <summary>A node and the database do not reach each other.</summary>
internal sealed class CutFromDatabase : IFault
{
    private ClusterNode _node = null!;

    public string Name => "node cut off from the database";

    public Task<Applied> Apply(ChaosCluster cluster, Random random, CancellationToken cancel)
    {
        _node = random.Of(cluster.Regulars);
        _node.IsSilent = true;
        cluster.Network.Set(_node.Machine.Number, cluster.DatabaseMachine.Number, LinkQuality.None);
        cluster.Network.Set(cluster.DatabaseMachine.Number, _node.Machine.Number, LinkQuality.None);
        return Task.FromResult(new Applied(_node.Name, random.Leases(cluster, 0.3, 2.5), Borne: true));
    }

    public Task Heal(ChaosCluster cluster, CancellationToken cancel)
    {
        _node.IsSilent = false;
        cluster.Network.Heal();
        return Task.CompletedTask;
    }
}

/// <summary>A node and its peers do not reach each other; all reach the database.</summary>
internal sealed class CutFromPeers : IFault
{
    public string Name => "node cut off from its peers";

    public Task<Applied> Apply(ChaosCluster cluster, Random random, CancellationToken cancel)
    {
        var node = random.Of(cluster.Regulars);
        foreach (var peer in cluster.All.Where(peer => peer != node))
        {
            cluster.Network.Set(node.Machine.Number, peer.Machine.Number, LinkQuality.None);
            cluster.Network.Set(peer.Machine.Number, node.Machine.Number, LinkQuality.None);
        }

        return Task.FromResult(new Applied(node.Name, random.Leases(cluster, 0.3, 2.5)));
    }

    public Task Heal(ChaosCluster cluster, CancellationToken cancel)
    {
        cluster.Network.Heal();
        return Task.CompletedTask;
    }
}

/// <summary>What a node sends arrives nowhere, or what the others send does not arrive there, or that between it and the database.</summary>
internal sealed class CutOneWay : IFault
{
    public string Name => "cut one way only";

    public Task<Applied> Apply(ChaosCluster cluster, Random random, CancellationToken cancel)
    {
        var node = random.Of(cluster.Regulars);
        var (fromNode, database) = (random.Next(2) == 0, random.Next(2) == 0);
        byte[] others = database ? [cluster.DatabaseMachine.Number] : [.. cluster.All.Where(peer => peer != node).Select(peer => peer.Machine.Number)];
        foreach (var other in others)
            if (fromNode) cluster.Network.Set(node.Machine.Number, other, LinkQuality.None);
            else cluster.Network.Set(other, node.Machine.Number, LinkQuality.None);
        return Task.FromResult(new Applied($"{(fromNode ? "from" : "to")} {node.Name}, {(database ? "the database" : "its peers")}", random.Leases(cluster, 0.3, 2.5)));
    }

    public Task Heal(ChaosCluster cluster, CancellationToken cancel)
    {
        cluster.Network.Heal();
        return Task.CompletedTask;
    }
}

/// <summary>Packets are late, and some are lost: between one node and everybody, or everywhere.</summary>
internal sealed class BadLinks : IFault
{
    public string Name => "slow and lossy links";

    public Task<Applied> Apply(ChaosCluster cluster, Random random, CancellationToken cancel)
    {
        var quality = new LinkQuality(0.01 + (0.09 * random.NextDouble()), TimeSpan.FromMilliseconds(random.Next(1, 30)));
        var node = random.Next(2) == 0 ? random.Of(cluster.Regulars) : null;
        byte[] numbers = [cluster.DatabaseMachine.Number, .. cluster.All.Select(one => one.Machine.Number)];
        foreach (var from in numbers)
            foreach (var to in numbers.Where(to => to != from && (node is null || node.Machine.Number == from || node.Machine.Number == to)))
                cluster.Network.Set(from, to, quality);
        return Task.FromResult(new Applied($"{node?.Name ?? "all"}, {quality.Loss:P0} lost, {quality.Delay.TotalMilliseconds} ms late", random.Leases(cluster, 1, 3)));
    }

    public Task Heal(ChaosCluster cluster, CancellationToken cancel)
    {
        cluster.Network.Heal();
        return Task.CompletedTask;
    }
}
