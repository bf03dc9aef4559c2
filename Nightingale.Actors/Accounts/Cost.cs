using System.Text.Json.Serialization;

namespace Nightingale.Actors.Accounts;

/// <summary>
/// An exact sum of money. It is kept undivided, as hourly price × quantity × milliseconds, so that sums and splits lose nothing; only
/// <see cref="Amount"/> divides. Equal costs have equal digits: no trailing zeros remain.
/// </summary>
public readonly record struct Cost
{
    // An hour has 3,600,000 ms. A GiB has 1,024 MiB: memory that is no whole number of GiB would take ten more decimals without that factor.
    private const decimal UnitsOfOne = 3_600_000m * 1024;

    /// <summary>Restores a cost from its units.</summary>
    [JsonConstructor]
    public Cost(decimal units) => Units = units;

    /// <summary>Nothing.</summary>
    public static Cost Zero { get; }

    /// <summary>The exact value: 3,686,400,000 units are 1 of the currency.</summary>
    public decimal Units { get; init => field = value.Canonical(); }

    /// <summary>In the currency, to the 28 digits of a decimal: for showing and for export, never to go on counting with.</summary>
    [JsonIgnore]
    public decimal Amount => Units / UnitsOfOne;

    /// <summary>What a quantity costs for a time of whole milliseconds.</summary>
    /// <exception cref="OverflowException">It is more money than can be counted.</exception>
    public static Cost Of(decimal hourlyPrice, decimal quantity, TimeSpan time) =>
        new(hourlyPrice * (quantity * 1024).Canonical() * (time.Ticks / TimeSpan.TicksPerMillisecond));

    /// <summary>An amount of the currency.</summary>
    public static Cost OfAmount(decimal amount) => new(amount * UnitsOfOne);

    /// <summary>The sum.</summary>
    public static Cost Sum(IEnumerable<Cost> costs) => costs.Aggregate(Zero, (sum, cost) => sum + cost);

    /// <summary>Adds.</summary>
    public static Cost operator +(Cost left, Cost right) => new(left.Units + right.Units);

    /// <summary>Subtracts.</summary>
    public static Cost operator -(Cost left, Cost right) => new(left.Units - right.Units);

    /// <summary>Turns what is owed into what is due, and back.</summary>
    public static Cost operator -(Cost cost) => new(-cost.Units);
}
