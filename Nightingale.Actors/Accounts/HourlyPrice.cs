namespace Nightingale.Actors.Accounts;

/// <summary>What an hour of a machine costs at a moment.</summary>
/// <param name="Amount">Exact, in the currency that was asked for.</param>
/// <param name="Since">When the youngest of its prices began to hold.</param>
/// <param name="Versions">The prices that it is made of, as rated lines name them.</param>
public sealed record HourlyPrice(decimal Amount, DateTimeOffset Since, IReadOnlyList<string> Versions)
{
    /// <summary>What it costs; null if a price is missing, which is never a price of 0.</summary>
    public static HourlyPrice? Of(PriceBook book, (string Target, string Market, string Currency) place, decimal cpus, int memoryMiB, int gpus, int diskGiB, DateTimeOffset at)
    {
        var (amount, since, versions) = (0m, DateTimeOffset.MinValue, new List<string>());
        foreach (var (resource, quantity) in Rating.Quantities(cpus, memoryMiB, gpus, diskGiB))
        {
            if (book.Prices(new(place.Target, place.Market, resource, place.Currency)).LastOrDefault(price => price.From <= at) is not { } price) return null;
            amount += price.Hourly * quantity;
            since = price.From > since ? price.From : since;
            versions.Add(price.Id);
        }

        return new(amount, since, versions);
    }
}
