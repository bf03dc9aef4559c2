namespace Nightingale.Actors.Instances;

/// <summary>Order and rounding of moments.</summary>
internal static class Moments
{
    public static DateTimeOffset Earliest(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;

    /// <summary>Null is earlier than any moment.</summary>
    public static DateTimeOffset Latest(DateTimeOffset one, DateTimeOffset? other) => other > one ? other.Value : one;

    /// <summary>In UTC, cut to whole milliseconds.</summary>
    public static DateTimeOffset Milliseconds(DateTimeOffset moment) => Cut(moment, TimeSpan.TicksPerMillisecond);

    /// <summary>In UTC, cut to the full minute.</summary>
    public static DateTimeOffset FullMinute(DateTimeOffset moment) => Cut(moment, TimeSpan.TicksPerMinute);

    /// <summary>The first full minute after a moment, UTC.</summary>
    public static DateTimeOffset NextMinute(DateTimeOffset moment) => FullMinute(moment).AddMinutes(1);

    /// <summary>The first moment of the month after, UTC.</summary>
    public static DateTimeOffset NextMonth(DateTimeOffset moment) =>
        new DateTimeOffset(moment.UtcDateTime.Year, moment.UtcDateTime.Month, 1, 0, 0, 0, TimeSpan.Zero).AddMonths(1);

    private static DateTimeOffset Cut(DateTimeOffset moment, long ticks) => new(moment.UtcTicks - (moment.UtcTicks % ticks), TimeSpan.Zero);
}
