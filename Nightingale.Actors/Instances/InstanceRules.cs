namespace Nightingale.Actors.Instances;

/// <summary>What operators may choose about the life of instances.</summary>
public sealed record InstanceRules
{
    /// <summary>How long a lost server counts towards quarantine. Default 10 min.</summary>
    public TimeSpan LossWindow { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>So many losses within <see cref="LossWindow"/> lead to quarantine. Default 3.</summary>
    public int LossesToQuarantine { get; init; } = 3;

    /// <summary>How long a server may take from its address being known to its first answer. Default 120 s.</summary>
    public TimeSpan ReadinessTimeout { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>The shortest idle stop that can be asked for. Default 1 min.</summary>
    public TimeSpan MinimumIdleStop { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The shortest lifetime that can be asked for. Default 1 min.</summary>
    public TimeSpan MinimumLifetime { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// A deadline told later than this was not watched, since the node was away; and so long the probe gets, when the node is back, to find out
    /// what happened meanwhile. Default 10 s.
    /// </summary>
    public TimeSpan AwayAfter { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>At most so many intervals go to the account at once. Default 100.</summary>
    public int IntervalsPerDelivery { get; init; } = 100;

    /// <summary>The longest name of an instance, in characters.</summary>
    public const int LongestName = 63;

    /// <summary>The longest span that can be asked for.</summary>
    public static readonly TimeSpan LongestSpan = TimeSpan.FromDays(3650);

    /// <summary>What is wrong with these rules, each with its key; empty if they hold.</summary>
    public IEnumerable<string> Problems()
    {
        (string Key, TimeSpan Value)[] spans =
        [
            (nameof(LossWindow), LossWindow),
            (nameof(ReadinessTimeout), ReadinessTimeout),
            (nameof(MinimumIdleStop), MinimumIdleStop),
            (nameof(MinimumLifetime), MinimumLifetime),
            (nameof(AwayAfter), AwayAfter),
        ];
        foreach (var (key, value) in spans)
            if (value < TimeSpan.FromSeconds(1) || value > LongestSpan)
                yield return $"Instances:{key} is {value}; it must be from 1 second to {LongestSpan.TotalDays:0} days.";
        if (LossesToQuarantine < 1) yield return $"Instances:LossesToQuarantine is {LossesToQuarantine}; the least is 1.";
        if (IntervalsPerDelivery < 1) yield return $"Instances:IntervalsPerDelivery is {IntervalsPerDelivery}; the least is 1.";
    }

    /// <summary>What is wrong with a request, in sentences; empty if it holds. Whether a target offers the size is the catalogues' matter.</summary>
    public IEnumerable<string> Problems(InstanceSpec spec)
    {
        if (string.IsNullOrWhiteSpace(spec.Name) || spec.Name.Length > LongestName)
            yield return $"The name must have 1 to {LongestName} characters.";
        if (string.IsNullOrWhiteSpace(spec.Account)) yield return "The account that pays is missing.";
        if (string.IsNullOrWhiteSpace(spec.Owner)) yield return "The owner is missing.";
        if (string.IsNullOrWhiteSpace(spec.Target)) yield return "The target is missing.";
        if (Outside(spec.IdleStop, MinimumIdleStop)) yield return $"The idle stop must be from {Words.Span(MinimumIdleStop)} to {Words.Span(LongestSpan)}.";
        if (Outside(spec.Lifetime, MinimumLifetime)) yield return $"The lifetime must be from {Words.Span(MinimumLifetime)} to {Words.Span(LongestSpan)}.";
        foreach (var problem in Problems(spec.Size)) yield return problem;
    }

    /// <summary>What is wrong with a size on any target, in sentences; empty if it holds.</summary>
    public static IEnumerable<string> Problems(Size size)
    {
        if (string.IsNullOrWhiteSpace(size.Name)) yield return "The size has no name.";
        if (size.Cpus <= 0) yield return "A size needs more than 0 processors.";
        if (size.MemoryMiB <= 0) yield return "A size needs more than 0 MiB of memory.";
        if (size.Gpus < 0) yield return "A size cannot have fewer than 0 GPUs.";
        if (size.DiskGiB <= 0) yield return "A size needs more than 0 GiB of disk.";
    }

    private static bool Outside(TimeSpan? span, TimeSpan least) => span < least || span > LongestSpan;
}
