using System.Globalization;

namespace Nightingale.Actors.Accounts;

/// <summary>What a metered interval costs: its lines, or the price that is missing.</summary>
public abstract record Rating
{
    private Rating()
    {
    }

    /// <summary>Each resource that it has, split where its price changes, by resource and then by time.</summary>
    public sealed record Rated(IReadOnlyList<RatedLine> Lines) : Rating;

    /// <summary>The book has no price for a part of it. That is never a price of 0.</summary>
    public sealed record Unpriced(string Reason) : Rating;

    /// <summary>Rates an interval by a book.</summary>
    public static Rating Of(MeteredInterval interval, PriceBook book, string currency)
    {
        var digest = interval.Digest();
        var lines = new List<RatedLine>();
        foreach (var (resource, quantity) in Quantities(interval.Cpus, interval.MemoryMiB, interval.Gpus, interval.DiskGiB))
        {
            var prices = book.Prices(new(interval.Target, interval.Market, resource, currency));
            if (prices.IsEmpty || prices[0].From > interval.From) return new Unpriced(NoPrice(interval, resource, currency));
            for (var i = 0; i < prices.Length; i++)
            {
                var from = Later(interval.From, prices[i].From);
                var to = i + 1 < prices.Length ? Earlier(interval.To, prices[i + 1].From) : interval.To;
                if (from < to) lines.Add(new(interval.Instance, interval.Number, digest, from, to, resource, quantity, prices[i].Hourly, prices[i].Id));
            }
        }

        return new Rated(lines);
    }

    // What an instance does not have needs no price.
    internal static IEnumerable<(Resource Resource, decimal Quantity)> Quantities(decimal cpus, int memoryMiB, int gpus, int diskGiB)
    {
        if (cpus > 0) yield return (Resource.Cpu, cpus);
        if (memoryMiB > 0) yield return (Resource.Memory, memoryMiB / 1024m);
        if (gpus > 0) yield return (Resource.Gpu, gpus);
        if (diskGiB > 0) yield return (Resource.Disk, diskGiB);
    }

    private static DateTimeOffset Later(DateTimeOffset left, DateTimeOffset right) => left > right ? left : right;

    private static DateTimeOffset Earlier(DateTimeOffset left, DateTimeOffset right) => left < right ? left : right;

    private static string NoPrice(MeteredInterval interval, Resource resource, string currency) => string.Create(CultureInfo.InvariantCulture,
        $"There is no {currency} price for {resource} on {interval.Target} ({interval.Market}) at {interval.From.UtcDateTime:u}: interval {interval.Number} of {interval.Instance} cannot be charged. Add the price to the price book; the interval is counted when it is sent again.");
}
