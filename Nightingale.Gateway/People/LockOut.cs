namespace Nightingale.Gateway.People;

/// <summary>What wrong guesses come to: from the fifth on, each keeps unknown browsers out for twice as long as the one before, up to a quarter of an hour.</summary>
/// <param name="Failures">How many in a row.</param>
/// <param name="Until">Until when nobody gets in; null: it was never so.</param>
public sealed record LockOut(int Failures, DateTimeOffset? Until)
{
    private const int Free = 5;
    private const int MostDoublings = 5;

    private static readonly TimeSpan First = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(15);

    /// <summary>No wrong guess yet.</summary>
    public static LockOut None { get; } = new(0, null);

    /// <summary>Whether it keeps people out.</summary>
    public bool Holds(DateTimeOffset now) => now < Until;

    /// <summary>After one more wrong guess. Those that come while it holds do not lengthen it: they were not even looked at.</summary>
    public LockOut Failed(DateTimeOffset now)
    {
        if (Holds(now)) return this;
        var failures = Failures + 1;
        if (failures < Free) return new(failures, Until);
        var wait = First * (1 << Math.Min(failures - Free, MostDoublings));
        return new(failures, now + (wait < Longest ? wait : Longest));
    }
}
