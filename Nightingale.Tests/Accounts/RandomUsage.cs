using FsCheck;
using FsCheck.Fluent;
using Nightingale.Actors.Accounts;

namespace Nightingale.Tests.Accounts;

/// <summary>Metered intervals of two instances, without gaps, over about five days from <see cref="Sample.Start"/>; the seed decides all.</summary>
internal sealed record RandomUsage(int Seed)
{
    public static Arbitrary<RandomUsage> Any { get; } = Gen.Choose(1, 1_000_000).Select(seed => new RandomUsage(seed)).ToArbitrary();

    public IReadOnlyList<MeteredInterval> Intervals { get; } = Make(new Random(Seed));

    /// <summary>The same with repetitions, in another order.</summary>
    public IReadOnlyList<MeteredInterval> Scrambled()
    {
        var random = new Random(Seed + 1);
        MeteredInterval[] all = [.. Intervals, .. Intervals.Where(_ => random.Next(2) == 0)];
        random.Shuffle(all);
        return all;
    }

    /// <summary>Under the same numbers, another content.</summary>
    public IEnumerable<MeteredInterval> Altered() => Intervals.Select(interval => interval with { Cpus = interval.Cpus + 0.25m });

    /// <summary>Each in two, with numbers of their own.</summary>
    public IEnumerable<MeteredInterval> Split()
    {
        var random = new Random(Seed + 2);
        foreach (var interval in Intervals)
        {
            var middle = interval.From.AddMilliseconds(random.NextInt64(1, (long)(interval.To - interval.From).TotalMilliseconds));
            yield return interval with { Number = interval.Number * 2, To = middle };
            yield return interval with { Number = (interval.Number * 2) + 1, From = middle };
        }
    }

    private static List<MeteredInterval> Make(Random random)
    {
        var intervals = new List<MeteredInterval>();
        foreach (var instance in new[] { "a", "b" })
        {
            var from = Sample.Start.AddMilliseconds(random.Next(1, 3_600_000));
            for (var number = 1; number <= 8; number++)
            {
                var to = from.AddMilliseconds(random.Next(2, 15 * 3_600_000));
                intervals.Add(new(instance, number, from, to, "local", "on-demand", "custom", random.Next(1, 400) / 100m, random.Next(1, 9999), random.Next(3), random.Next(99)));
                from = to;
            }
        }

        return intervals;
    }
}
