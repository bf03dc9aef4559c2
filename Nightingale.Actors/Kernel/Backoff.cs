namespace Nightingale.Actors.Kernel;

/// <summary>The pause before a restart: doubled with each failure that follows another.</summary>
/// <param name="Min">The first pause.</param>
/// <param name="Max">The longest pause, before jitter.</param>
/// <param name="Jitter">Up to this fraction is added at random, so that what failed together does not return together.</param>
/// <param name="HealthyAfter">A child that ran this long begins again with <paramref name="Min"/>.</param>
public sealed record Backoff(TimeSpan Min, TimeSpan Max, double Jitter, TimeSpan HealthyAfter)
{
    /// <summary>The pause after this many failures without a healthy period between them.</summary>
    /// <param name="failures">From 1.</param>
    /// <param name="roll">The luck of the draw, from 0 to 1.</param>
    internal TimeSpan Delay(int failures, double roll)
    {
        // In doubles, because doubling a TimeSpan overflows after some sixty failures.
        var ticks = Math.Min(Max.Ticks, Min.Ticks * Math.Pow(2, failures - 1));
        return TimeSpan.FromTicks((long)(ticks * (1 + (Jitter * roll))));
    }
}
