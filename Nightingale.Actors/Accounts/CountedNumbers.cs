using System.Collections.Immutable;

namespace Nightingale.Actors.Accounts;

/// <summary>
/// Which intervals of an instance are counted. The numbers are kept for good, as ranges; what they said only for the highest, so that the
/// state does not grow with every minute that an instance runs.
/// </summary>
public sealed record CountedNumbers
{
    /// <summary>How many digests are kept: the repetitions that a meter can send span far fewer intervals.</summary>
    public const int DigestsKept = 256;

    /// <summary>Ascending, disjoint, and not adjacent.</summary>
    public ImmutableArray<NumberRange> Ranges { get; init; } = [];

    /// <summary>The content of the highest numbers.</summary>
    public ImmutableSortedDictionary<long, string> Digests { get; init; } = ImmutableSortedDictionary<long, string>.Empty;

    /// <summary>The digests of what was rejected.</summary>
    public ImmutableSortedSet<string> Rejected { get; init; } = ImmutableSortedSet<string>.Empty;

    /// <summary>Whether a number is counted.</summary>
    public bool Contains(long number) => Ranges.Any(range => range.First <= number && number <= range.Last);

    /// <summary>Whether a number is counted and known to have had another content.</summary>
    public bool Contradicts(long number, string digest) => Digests.TryGetValue(number, out var known) && known != digest;

    /// <summary>Counts a number; one that is counted already changes nothing.</summary>
    public CountedNumbers With(long number, string digest)
    {
        if (Contains(number)) return this;
        var digests = Digests.Add(number, digest);
        return this with { Ranges = Including(number), Digests = digests.Count > DigestsKept ? digests.Remove(digests.Keys.First()) : digests };
    }

    private ImmutableArray<NumberRange> Including(long number)
    {
        var before = Ranges.Where(range => range.Last < number - 1);
        var after = Ranges.Where(range => range.First > number + 1);
        var touching = Ranges.Where(range => range.Last == number - 1 || range.First == number + 1).ToList();
        var merged = new NumberRange(touching.Select(range => range.First).Append(number).Min(), touching.Select(range => range.Last).Append(number).Max());
        return [.. before, merged, .. after];
    }
}

/// <summary>Consecutive numbers, both ends included.</summary>
public sealed record NumberRange(long First, long Last);
