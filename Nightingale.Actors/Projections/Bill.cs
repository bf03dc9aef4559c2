using System.Collections.Immutable;
using Nightingale.Actors.Journal;

namespace Nightingale.Actors.Projections;

/// <summary>The bill in memory, folded from the accounts' events.</summary>
/// <param name="charges">What events charge.</param>
public sealed class Bill(Charging charges) : IProjection, IBill
{
    /// <summary>The kind under which accounts are journalled and addressed.</summary>
    public const string AccountKind = "account";

    private const string Prefix = AccountKind + "/";

    private static readonly Comparer<Line> ByDayAndInstance = Comparer<Line>.Create((left, right) =>
        left.Day != right.Day ? left.Day.CompareTo(right.Day) : string.CompareOrdinal(left.Instance, right.Instance));

    private readonly Dictionary<string, ImmutableSortedDictionary<Line, UsageDay>.Builder> _accounts = new(StringComparer.Ordinal);
    private readonly ImmutableDictionary<string, InstanceCost>.Builder _instances = ImmutableDictionary.CreateBuilder<string, InstanceCost>(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _currencies = new(StringComparer.Ordinal);
    private readonly HashSet<string> _changed = new(StringComparer.Ordinal);
    private volatile Published _published = new(
        ImmutableDictionary.Create<string, ImmutableSortedDictionary<Line, UsageDay>>(StringComparer.Ordinal),
        ImmutableDictionary.Create<string, InstanceCost>(StringComparer.Ordinal));

    /// <summary>The account of an event; null for an event that is no account's, or whose payload was removed.</summary>
    public static string? AccountOf(StoredEvent stored) =>
        stored.PersistenceId.StartsWith(Prefix, StringComparison.Ordinal) && !stored.Payload.IsEmpty ? stored.PersistenceId[Prefix.Length..] : null;

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<int, long>> Begin(CancellationToken stop) => Task.FromResult<IReadOnlyDictionary<int, long>>(new Dictionary<int, long>());

    /// <inheritdoc/>
    public Task Take(IReadOnlyList<StoredEvent> events, CancellationToken stop)
    {
        foreach (var stored in events) Apply(stored);
        Publish();
        return Task.CompletedTask;
    }

    /// <summary>Folds one event in.</summary>
    public void Apply(StoredEvent stored)
    {
        if (AccountOf(stored) is not { } account) return;
        foreach (var charge in charges(stored, _currencies))
        {
            Add(account, charge);
            _changed.Add(account);
        }
    }

    /// <summary>Lets readers see everything that was applied, at once.</summary>
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

    Task<IReadOnlyList<UsageDay>> IBill.Usage(string account, DateOnly from, DateOnly to, CancellationToken cancel) => Task.FromResult(Usage(account, from, to));

    Task<IReadOnlyDictionary<string, InstanceCost>> IBill.Costs(IReadOnlyCollection<string> instances, CancellationToken cancel) => Task.FromResult<IReadOnlyDictionary<string, InstanceCost>>(
        instances.Distinct(StringComparer.Ordinal).Select(instance => (Instance: instance, Cost: CostOf(instance))).Where(one => one.Cost is not null)
            .ToDictionary(one => one.Instance, one => one.Cost!, StringComparer.Ordinal));

    private void Add(string account, RatedUsage charge)
    {
        if (!_accounts.TryGetValue(account, out var lines))
            _accounts[account] = lines = ImmutableSortedDictionary.CreateBuilder<Line, UsageDay>(ByDayAndInstance);
        foreach (var part in charge.ByDay())
        {
            var line = new Line(part.Day, part.Instance);
            lines[line] = lines.TryGetValue(line, out var sum) ? sum.Plus(part) : part;
        }

        _instances[charge.Instance] = InstanceCost.After(_instances.GetValueOrDefault(charge.Instance), charge);
    }

    private readonly record struct Line(DateOnly Day, string Instance);

    private sealed record Published(
        ImmutableDictionary<string, ImmutableSortedDictionary<Line, UsageDay>> Accounts,
        ImmutableDictionary<string, InstanceCost> Instances);
}
