namespace Nightingale.Actors.Projections;

/// <summary>A piece of time that an account was charged for, as one of its events tells it.</summary>
/// <param name="Instance">The instance that ran.</param>
/// <param name="From">Included, UTC.</param>
/// <param name="To">Excluded, UTC.</param>
/// <param name="Amount">Exact, not rounded.</param>
/// <param name="Currency">The account's currency.</param>
/// <param name="PriceVersion">The price that rated it.</param>
public sealed record RatedUsage(string Instance, DateTimeOffset From, DateTimeOffset To, decimal Amount, string Currency, string PriceVersion);

/// <summary>What an instance used on a day.</summary>
/// <param name="Day">In UTC.</param>
/// <param name="Instance">The instance.</param>
/// <param name="Ran">How long it ran.</param>
/// <param name="Amount">What that cost; exact, not rounded.</param>
/// <param name="Currency">The account's currency.</param>
public sealed record UsageDay(DateOnly Day, string Instance, TimeSpan Ran, decimal Amount, string Currency);

/// <summary>What an instance has cost so far.</summary>
/// <param name="Amount">Exact, not rounded.</param>
/// <param name="Currency">The account's currency.</param>
/// <param name="AsOf">The end of the last interval that is in the amount.</param>
public sealed record InstanceCost(decimal Amount, string Currency, DateTimeOffset AsOf);
