using System.Collections.Immutable;
using Nightingale.Actors.Journal;

namespace Nightingale.Actors.Projections;

/// <summary>What accounts are charged, by instance and day, folded from the accounts' events. Sums are exact: nothing is rounded here.</summary>
/// <param name="charges">What an account's event charges; nothing for events that charge nothing.</param>
public sealed class Bill(Func<StoredEvent, IEnumerable<RatedUsage>> charges) : IProjection
{
    /// <summary>The kind under which accounts are journalled and addressed.</summary>
    public const string AccountKind = "account";

    private const string Prefix = AccountKind + "/";

    private static readonly Comparer<Line> ByDayAndInstance = Comparer<Line>.Create((left, right) =>
        left.Day != right.Day ? left.Day.CompareTo(right.Day) : string.CompareOrdinal(left.Instance, right.Instance));

    private readonly Dictionary<string, ImmutableSortedDictionary<Line, UsageDay>.Builder> _accounts = new(StringComparer.Ordinal);
    private readonly ImmutableDictionary<string, InstanceCost>.Builder _instances = ImmutableDictionary.CreateBuilder<string, InstanceCost>(StringComparer.Ordinal);
    private readonly HashSet<string> _changed = new(StringComparer.Ordinal);
    private volatile Published _published = new(
        ImmutableDictionary.Create<string, ImmutableSortedDictionary<Line, UsageDay>>(StringComparer.Ordinal),
        ImmutableDictionary.Create<string, InstanceCost>(StringComparer.Ordinal));

    /// <inheritdoc/>
    public void Apply(StoredEvent stored)
    {
        if (!stored.PersistenceId.StartsWith(Prefix, StringComparison.Ordinal) || stored.Payload.IsEmpty) return;
        var account = stored.PersistenceId[Prefix.Length..];
        foreach (var charge in charges(stored))
        {
            Add(account, charge);
            _changed.Add(account);
        }
    }

    /// <inheritdoc/>
    public void Publish()
    {
        if (_changed.Count == 0) return;
        var accounts = _published.Accounts.SetItems(_changed.Select(account => KeyValuePair.Create(account, _accounts[account].ToImmutable())));
        _published = new(accounts, _instances.ToImmutable());
        _changed.Clear();
    }

    /// <summary>What an account used from one day to another, both included, by day and then by instance.</summary>
    public IReadOnlyList<UsageDay> Usage(string account, DateOnly from, DateOnly to) =>
        _published.Accounts.TryGetValue(account, out var lines)
            ? [.. lines.Values.Where(line => line.Day >= from && line.Day <= to)]
            : [];

    /// <summary>What an instance has cost so far; null until its first interval was charged.</summary>
    public InstanceCost? CostOf(string instance) => _published.Instances.GetValueOrDefault(instance);

    private void Add(string account, RatedUsage charge)
    {
        if (!_accounts.TryGetValue(account, out var lines))
            _accounts[account] = lines = ImmutableSortedDictionary.CreateBuilder<Line, UsageDay>(ByDayAndInstance);
        foreach (var part in ByDay(charge))
        {
            var line = new Line(part.Day, part.Instance);
            lines[line] = lines.TryGetValue(line, out var sum) ? sum with { Ran = sum.Ran + part.Ran, Amount = sum.Amount + part.Amount } : part;
        }

        var before = _instances.GetValueOrDefault(charge.Instance);
        var asOf = before is null || charge.To > before.AsOf ? charge.To : before.AsOf;
        _instances[charge.Instance] = new((before?.Amount ?? 0) + charge.Amount, charge.Currency, asOf);
    }

    // The last part takes what the others left of the amount, so that the parts add up to it exactly.
    private static IEnumerable<UsageDay> ByDay(RatedUsage charge)
    {
        var left = charge.Amount;
        for (var from = charge.From; from < charge.To;)
        {
            var midnight = new DateTimeOffset(from.UtcDateTime.Date.AddDays(1), TimeSpan.Zero);
            var to = midnight < charge.To ? midnight : charge.To;
            var amount = to == charge.To ? left : charge.Amount * (to - from).Ticks / (charge.To - charge.From).Ticks;
            yield return new(DateOnly.FromDateTime(from.UtcDateTime), charge.Instance, to - from, amount, charge.Currency);
            left -= amount;
            from = to;
        }
    }

    private readonly record struct Line(DateOnly Day, string Instance);

    private sealed record Published(
        ImmutableDictionary<string, ImmutableSortedDictionary<Line, UsageDay>> Accounts,
        ImmutableDictionary<string, InstanceCost> Instances);
}
