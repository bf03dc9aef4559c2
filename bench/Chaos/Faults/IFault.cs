namespace Nightingale.Bench.Chaos.Faults;

/// <summary>Something that befalls a cluster, once.</summary>
internal interface IFault
{
    /// <summary>What it is called.</summary>
    string Name { get; }

    /// <summary>Makes it.</summary>
    /// <returns>To whom, and how long it is to last.</returns>
    Task<Applied> Apply(ChaosCluster cluster, Random random, CancellationToken cancel);

    /// <summary>Ends it: from now on everything must answer within the lease and some seconds.</summary>
    Task Heal(ChaosCluster cluster, CancellationToken cancel);
}

/// <summary>A fault that was made.</summary>
/// <param name="What">To whom, for people.</param>
/// <param name="Lasts">How long until it is healed, at least.</param>
/// <param name="Borne">Whether the others make up for it: every account must answer through them within the lease and some seconds, while it lasts.</param>
internal sealed record Applied(string What, TimeSpan Lasts, bool Borne = false);

/// <summary>What faults draw.</summary>
internal static class Draws
{
    /// <summary>One of some.</summary>
    public static T Of<T>(this Random random, IEnumerable<T> some) => some.ToList() is var all ? all[random.Next(all.Count)] : throw new InvalidOperationException();

    /// <summary>So many leases, from the least to the most.</summary>
    public static TimeSpan Leases(this Random random, ChaosCluster cluster, double least, double most) => cluster.Lease * (least + ((most - least) * random.NextDouble()));
}
