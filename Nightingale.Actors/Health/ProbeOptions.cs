namespace Nightingale.Actors.Health;

/// <summary>How Jupyter servers are watched.</summary>
public sealed record ProbeOptions
{
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Most = TimeSpan.FromHours(1);

    /// <summary>Time between two probes of a server that is ready. Default 1 s, from 100 ms to 1 h; rounded up to 10 ms.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How long a probe waits before it is given up and a fresh connection is tried; at least <see cref="Interval"/>. Default 2 s: with three
    /// misses to a loss, the last one is met on a fresh connection.
    /// </summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Time between two probes of a server that has not answered yet. Default 50 ms. It grows to a tenth of the time that the server has taken
    /// so far, so that being found ready takes a server at most a tenth longer, and slow starts are not slowed further.
    /// </summary>
    public TimeSpan EagerInterval { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>So many misses in a row mean that a server that was ready is lost. Default 3.</summary>
    public int Misses { get; init; } = 3;

    /// <summary>Activity that goes on is reported once in so long. Default 10 s.</summary>
    public TimeSpan ActivityEvery { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Once in so long a server with kernels is asked which of them compute. Default 5 s.</summary>
    public TimeSpan KernelsEvery { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>What does not hold, in words for the operator; empty when all is well.</summary>
    public IEnumerable<string> Problems()
    {
        if (Interval < Least || Interval > Most) yield return $"Health:Interval is {Interval}; it must be from {Least} to {Most}.";
        if (Timeout < Interval || Timeout > Most) yield return $"Health:Timeout is {Timeout}; it must be from Health:Interval, {Interval}, to {Most}.";
        if (EagerInterval <= TimeSpan.Zero || EagerInterval > Interval)
            yield return $"Health:EagerInterval is {EagerInterval}; it must be above 0 and at most Health:Interval, {Interval}.";
        if (Misses < 1) yield return $"Health:Misses is {Misses}; the least is 1.";
        if (ActivityEvery < Interval) yield return $"Health:ActivityEvery is {ActivityEvery}; the least is Health:Interval, {Interval}.";
        if (KernelsEvery < Interval) yield return $"Health:KernelsEvery is {KernelsEvery}; the least is Health:Interval, {Interval}.";
    }
}
