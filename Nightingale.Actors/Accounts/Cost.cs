using System.Runtime.InteropServices;
using System.Text.Json.Serialization;

namespace Nightingale.Actors.Accounts;

/// <summary>
/// An exact cost: hourly price × quantity × milliseconds. A division by 3,600,000 would not be exact for most prices, so it is done only where
/// an amount is shown; splitting an interval anywhere therefore changes no sum.
/// </summary>
/// <param name="HourMilliseconds">3,600,000 of them are one unit of the currency.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct Cost(decimal HourMilliseconds)
{
    private const decimal MillisecondsPerHour = 3_600_000m;

    /// <summary>In the account's currency, to 28 digits, not rounded to cents.</summary>
    [JsonIgnore]
    public decimal Amount => HourMilliseconds / MillisecondsPerHour;

    /// <summary>What a quantity costs for a time.</summary>
    /// <param name="hourly">The price of one unit for an hour.</param>
    /// <param name="quantity">How many units.</param>
    /// <param name="time">How long; whole milliseconds.</param>
    public static Cost Of(decimal hourly, decimal quantity, TimeSpan time) => new(hourly * quantity * (time.Ticks / TimeSpan.TicksPerMillisecond));

    /// <summary>The sum.</summary>
    public static Cost operator +(Cost left, Cost right) => new(left.HourMilliseconds + right.HourMilliseconds);

    /// <summary>The sum.</summary>
    public static Cost Add(Cost left, Cost right) => left + right;
}
