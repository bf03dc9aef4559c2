namespace Nightingale.Bench.Chaos.Faults;

/// <summary>kill -9 of the database, which is started again.</summary>
internal sealed class KillDatabase : IFault
{
    public string Name => "kill -9 of the database";

    public async Task<Applied> Apply(ChaosCluster cluster, Random random, CancellationToken cancel)
    {
        await cluster.Database.Kill(cancel);
        return new("", random.Leases(cluster, 0, 2));
    }

    public Task Heal(ChaosCluster cluster, CancellationToken cancel) => cluster.Database.Start(cancel);
}

/// <summary>Connections are cut after a COMMIT was sent on them: the node cannot know whether it is stored.</summary>
internal sealed class CutCommits : IFault
{
    public string Name => "connection cut after COMMIT was sent";

    public Task<Applied> Apply(ChaosCluster cluster, Random random, CancellationToken cancel)
    {
        var commits = random.Next(5, 20);
        cluster.Cutter.CutNext(commits);
        return Task.FromResult(new Applied($"up to {commits}", random.Leases(cluster, 0.5, 1.5), Borne: true));
    }

    public Task Heal(ChaosCluster cluster, CancellationToken cancel)
    {
        cluster.Cutter.CutNext(0);
        return Task.CompletedTask;
    }
}
