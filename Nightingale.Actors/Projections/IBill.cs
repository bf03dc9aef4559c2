using Nightingale.Actors.Journal;

namespace Nightingale.Actors.Projections;

/// <summary>What accounts are charged, by instance and day, for readers. Sums are exact: nothing is rounded here.</summary>
public interface IBill
{
    /// <summary>What an account used from one day to another, both included, by day and then by instance.</summary>
    Task<IReadOnlyList<UsageDay>> Usage(string account, DateOnly from, DateOnly to, CancellationToken cancel = default);

    /// <summary>What instances have cost so far; those are left out of which no interval was charged yet.</summary>
    Task<IReadOnlyDictionary<string, InstanceCost>> Costs(IReadOnlyCollection<string> instances, CancellationToken cancel = default);
}

/// <summary>What an account's event charges; nothing for most.</summary>
/// <param name="stored">The event.</param>
/// <param name="currencies">The currency of each account that is known; events add to it.</param>
public delegate IEnumerable<RatedUsage> Charging(StoredEvent stored, IDictionary<string, string> currencies);
