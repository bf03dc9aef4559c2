namespace Nightingale.Actors.Entities;

/// <summary>Moments as commands and events carry them: UTC, in whole milliseconds, which is what the journal keeps.</summary>
public static class WholeMilliseconds
{
    /// <summary>Now, in UTC and whole milliseconds.</summary>
    public static DateTimeOffset Moment(this TimeProvider time) => time.GetUtcNow().InWholeMilliseconds();

    /// <summary>The moment in UTC, without what is below a millisecond.</summary>
    public static DateTimeOffset InWholeMilliseconds(this DateTimeOffset moment) => DateTimeOffset.FromUnixTimeMilliseconds(moment.ToUnixTimeMilliseconds());
}
