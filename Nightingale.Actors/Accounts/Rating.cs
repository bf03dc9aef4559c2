using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Nightingale.Actors.Accounts;

/// <summary>Rates metered time by the price book. Pure.</summary>
public static class Rating
{
    private const decimal MiBPerGiB = 1024m;

    /// <summary>The interval's lines: one for each piece within which no price changes.</summary>
    /// <exception cref="MissingPriceException">Something was used that has no price.</exception>
    public static IReadOnlyList<RatedLine> Lines(MeteredInterval interval, PriceBook book)
    {
        List<DateTimeOffset> ends = [.. book.Changes(interval.Target, interval.Market, interval.From, interval.To), interval.To];
        var starts = ends.Prepend(interval.From);
        var digest = Digest(interval);
        return [.. starts.Zip(ends, (from, to) => Line(interval, digest, from, to, book))];
    }

    /// <summary>Equal for equal intervals: 32 hexadecimal digits of a SHA-256.</summary>
    public static string Digest(MeteredInterval interval)
    {
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"{interval.Instance}|{interval.Number}|{interval.From.ToUnixTimeMilliseconds()}|{interval.To.ToUnixTimeMilliseconds()}|{interval.Target}|{interval.Market}|{interval.Size}|{interval.Cpus / 1.000000000000000000000000000000000m}|{interval.MemoryMiB}|{interval.Gpus}|{interval.DiskGiB}");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));
    }

    private static RatedLine Line(MeteredInterval interval, string digest, DateTimeOffset from, DateTimeOffset to, PriceBook book)
    {
        (Resource Resource, decimal Quantity)[] used =
        [
            (Resource.Cpu, interval.Cpus),
            (Resource.Memory, interval.MemoryMiB / MiBPerGiB),
            (Resource.Gpu, interval.Gpus),
            (Resource.Disk, interval.DiskGiB),
        ];
        var charges = used.Where(use => use.Quantity != 0).Select(use => Charge(interval, use.Resource, use.Quantity, from, book)).ToList();
        var cost = charges.Select(charge => Cost.Of(charge.HourlyPrice, charge.Quantity, to - from)).Aggregate(default(Cost), Cost.Add);
        return new(interval.Instance, interval.Number, digest, from, to, charges, cost);
    }

    private static Charge Charge(MeteredInterval interval, Resource resource, decimal quantity, DateTimeOffset from, PriceBook book) =>
        book.At(interval.Target, interval.Market, resource, from) is { } price
            ? new(resource, quantity, price.Hourly, price.Version)
            : throw new MissingPriceException($"There is no price for {resource} on {interval.Target} ({interval.Market}) at {from:yyyy-MM-dd HH:mm}. Add one to the price book.");
}

/// <summary>Something was used that has no price.</summary>
public sealed class MissingPriceException(string message) : Exception(message);
