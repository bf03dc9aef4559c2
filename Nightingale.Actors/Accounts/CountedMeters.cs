using System.Collections.Immutable;

namespace Nightingale.Actors.Accounts;

/// <summary>
/// The intervals of one instance that were counted: every number as ranges, and the digests of the latest, by which a repetition is told from a forgery.
/// An instance repeats only what it has not yet heard to be counted, so older digests are never asked for; numbers are kept for ever.
/// </summary>
/// <param name="Ranges">Numbers, both ends included, in order and apart.</param>
/// <param name="Digests">Of the latest numbers.</param>
/// <param name="Rejected">Digests of the latest rejected intervals, oldest first, so that each is recorded once.</param>
public sealed record CountedMeters(ImmutableArray<MeterRange> Ranges, ImmutableSortedDictionary<long, string> Digests, ImmutableArray<string> Rejected)
{
    private const int DigestsKept = 1500;
    private const int RejectedKept = 16;

    /// <summary>Nothing counted.</summary>
    public static CountedMeters None { get; } = new([], ImmutableSortedDictionary<long, string>.Empty, []);

    /// <summary>Whether a number was counted.</summary>
    public bool Has(long number) => Ranges.Any(range => range.First <= number && number <= range.Last);

    /// <summary>With one more number.</summary>
    public CountedMeters With(long number, string digest)
    {
        if (Has(number)) return this;
        var digests = Digests.SetItem(number, digest);
        return this with { Ranges = Join(Ranges.Add(new(number, number))), Digests = digests.Count > DigestsKept ? digests.Remove(digests.Keys.First()) : digests };
    }

    /// <summary>With one more rejection on record.</summary>
    public CountedMeters WithRejected(string digest) => this with { Rejected = [.. Rejected.Add(digest).TakeLast(RejectedKept)] };

    private static ImmutableArray<MeterRange> Join(ImmutableArray<MeterRange> ranges)
    {
        var joined = new List<MeterRange>();
        foreach (var range in ranges.OrderBy(range => range.First))
            if (joined.Count > 0 && joined[^1].Last + 1 == range.First) joined[^1] = joined[^1] with { Last = range.Last };
            else joined.Add(range);
        return [.. joined];
    }
}

/// <summary>Numbers in a row, both ends included.</summary>
public sealed record MeterRange(long First, long Last);
