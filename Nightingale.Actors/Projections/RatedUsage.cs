namespace Nightingale.Actors.Projections;

/// <summary>A piece of time that an account was charged for, as one of its events tells it.</summary>
/// <param name="Instance">The instance that ran.</param>
/// <param name="From">Included, UTC.</param>
/// <param name="To">Excluded, UTC.</param>
/// <param name="Amount">Exact, not rounded.</param>
/// <param name="Currency">The account's currency.</param>
/// <param name="PriceVersion">The price that rated it.</param>
public sealed record RatedUsage(string Instance, DateTimeOffset From, DateTimeOffset To, decimal Amount, string Currency, string PriceVersion)
{
    /// <summary>Its parts, a day each. The last part takes what the others left of the amount, so that the parts add up to it exactly.</summary>
    public IEnumerable<UsageDay> ByDay()
    {
        var left = Amount;
        for (var from = From; from < To;)
        {
            var midnight = new DateTimeOffset(from.UtcDateTime.Date.AddDays(1), TimeSpan.Zero);
            var to = midnight < To ? midnight : To;
            var amount = to == To ? left : Amount * (to - from).Ticks / (To - From).Ticks;
            yield return new(DateOnly.FromDateTime(from.UtcDateTime), Instance, to - from, amount, Currency);
            left -= amount;
            from = to;
        }
    }
}

/// <summary>What an instance used on a day.</summary>
/// <param name="Day">In UTC.</param>
/// <param name="Instance">The instance.</param>
/// <param name="Ran">How long it ran.</param>
/// <param name="Amount">What that cost; exact, not rounded.</param>
/// <param name="Currency">The account's currency.</param>
public sealed record UsageDay(DateOnly Day, string Instance, TimeSpan Ran, decimal Amount, string Currency)
{
    /// <summary>Both together.</summary>
    public UsageDay Plus(UsageDay part) => this with { Ran = Ran + part.Ran, Amount = Amount + part.Amount };
}

/// <summary>What an instance has cost so far.</summary>
/// <param name="Amount">Exact, not rounded.</param>
/// <param name="Currency">The account's currency.</param>
/// <param name="AsOf">The end of the last interval that is in the amount.</param>
public sealed record InstanceCost(decimal Amount, string Currency, DateTimeOffset AsOf)
{
    /// <summary>What it has cost after another charge.</summary>
    public static InstanceCost After(InstanceCost? before, RatedUsage charge) =>
        new((before?.Amount ?? 0) + charge.Amount, charge.Currency, before is null || charge.To > before.AsOf ? charge.To : before.AsOf);
}
