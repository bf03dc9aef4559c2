using Nightingale.Bench.Chaos.Machines;

namespace Nightingale.Bench.Chaos.Faults;

/// <summary>kill -9 of a node, which is started again.</summary>
internal sealed class KillNode : IFault
{
    private ClusterNode _node = null!;

    public string Name => "kill -9 of a node";

    public async Task<Applied> Apply(ChaosCluster cluster, Random random, CancellationToken cancel)
    {
        _node = random.Of(cluster.Regulars);
        await _node.Kill();
        return new(_node.Name, random.Leases(cluster, 0, 2.5), Borne: true);
    }

    public Task Heal(ChaosCluster cluster, CancellationToken cancel) => cluster.Start(_node, cancel);
}

/// <summary>SIGSTOP of a node for longer than its lease, then SIGCONT: it does not know that it was away.</summary>
/// <param name="clockStands">
/// Whether its monotonic clock stood still too, as that of a virtual machine does that is suspended. Then its own clock tells it nothing, for a second,
/// and only the database's fence is left.
/// </param>
internal sealed class StopNode(bool clockStands) : IFault
{
    private static readonly TimeSpan Unaware = TimeSpan.FromSeconds(1);

    private ClusterNode _node = null!;
    private long _stopped;

    public string Name => clockStands ? "a node suspended past the lease, clock and all" : "SIGSTOP of a node past the lease";

    public async Task<Applied> Apply(ChaosCluster cluster, Random random, CancellationToken cancel)
    {
        _node = random.Of(cluster.Regulars);
        await _node.Signal("STOP");
        (_node.IsSilent, _stopped) = (true, TimeProvider.System.GetTimestamp());
        return new(_node.Name, random.Leases(cluster, 1.4, 2.4), Borne: true);
    }

    public async Task Heal(ChaosCluster cluster, CancellationToken cancel)
    {
        if (clockStands) _node.Clock.Move(TimeSpan.Zero, -TimeProvider.System.GetElapsedTime(_stopped));
        _node.IsSilent = false;
        await _node.Signal("CONT");
        if (!clockStands) return;
        await Task.Delay(Unaware, TimeProvider.System, cancel);
        _node.Clock.Move(TimeSpan.Zero, TimeSpan.Zero);
    }
}

/// <summary>The time of day of a node is wrong by an hour.</summary>
internal sealed class WrongClock : IFault
{
    private ClusterNode _node = null!;

    public string Name => "clock wrong by an hour";

    public async Task<Applied> Apply(ChaosCluster cluster, Random random, CancellationToken cancel)
    {
        _node = random.Of(cluster.Regulars);
        var off = TimeSpan.FromHours(random.Next(2) == 0 ? 1 : -1);
        _node.Clock.Move(off, TimeSpan.Zero);
        if (Math.Abs((await _node.Tells(cancel) - TimeProvider.System.GetUtcNow() - off).TotalSeconds) > 60) throw new InvalidOperationException($"{_node.Name} does not live by the clock that it was given.");
        return new($"{_node.Name} by {off}", random.Leases(cluster, 1, 3), Borne: true);
    }

    public Task Heal(ChaosCluster cluster, CancellationToken cancel)
    {
        _node.Clock.Move(TimeSpan.Zero, TimeSpan.Zero);
        return Task.CompletedTask;
    }
}

/// <summary>The disk under a node's data folder is full.</summary>
internal sealed class FullDisk : IFault
{
    private ClusterNode _node = null!;

    public string Name => "disk full at a node";

    public async Task<Applied> Apply(ChaosCluster cluster, Random random, CancellationToken cancel)
    {
        _node = random.Of(cluster.Regulars);
        await _node.Machine.FillDisk(cancel);
        return new(_node.Name, random.Leases(cluster, 0.5, 2.5), Borne: true);
    }

    public Task Heal(ChaosCluster cluster, CancellationToken cancel)
    {
        _node.Machine.FreeDisk();
        return Task.CompletedTask;
    }
}
