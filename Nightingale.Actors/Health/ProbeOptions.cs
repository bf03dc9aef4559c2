namespace Nightingale.Actors.Health;

/// <summary>How Jupyter servers are probed.</summary>
public sealed record ProbeOptions
{
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(100);

    /// <summary>Time between two probes of a server, and the longest that one may take. Default 1 s, at least 100 ms.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Time between two probes of a server that has not answered yet; it doubles up to <see cref="Interval"/>. Default 50 ms.</summary>
    public TimeSpan EagerInterval { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>So many misses in a row, after an answer, mean that the server is lost. Default 3.</summary>
    public int Misses { get; init; } = 3;

    /// <summary>Activity that goes on is told once in so long. Default 10 s.</summary>
    public TimeSpan ActivityEvery { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Every so many probes of a server with kernels, it is asked which of them compute. Default 5.</summary>
    public int KernelsEvery { get; init; } = 5;

    /// <summary>What is wrong with these options, a sentence each.</summary>
    public IEnumerable<string> Problems()
    {
        if (Interval < Least) yield return $"Health:Interval is {Interval}; the least is {Least}.";
        if (EagerInterval <= TimeSpan.Zero || EagerInterval > Interval) yield return $"Health:EagerInterval is {EagerInterval}; it must be above 0 and at most Health:Interval.";
        if (Misses < 1) yield return $"Health:Misses is {Misses}; the least is 1.";
        if (ActivityEvery < Interval) yield return $"Health:ActivityEvery is {ActivityEvery}; the least is Health:Interval.";
        if (KernelsEvery < 1) yield return $"Health:KernelsEvery is {KernelsEvery}; the least is 1.";
    }
}
