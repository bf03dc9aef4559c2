using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Nightingale.Actors.Accounts;

/// <summary>An account, folded from its events.</summary>
public sealed record AccountState
{
    /// <summary>Null until it is opened.</summary>
    public string? Id { get; init; }

    /// <summary>For people.</summary>
    public string Name { get; init; } = "";

    /// <summary>ISO 4217: every sum of the account is in it.</summary>
    public string Currency { get; init; } = "";

    /// <summary>By principal.</summary>
    public ImmutableSortedDictionary<string, MemberRole> Members { get; init; } = ImmutableSortedDictionary<string, MemberRole>.Empty;

    /// <summary>What is possible inside its instances.</summary>
    public AccountPermissions Permissions { get; init; } = AccountPermissions.Initial;

    /// <summary>What it means to spend in a month, in its currency; null: no budget. It stops nothing.</summary>
    public decimal? Budget { get; init; }

    /// <summary>All credit that was granted.</summary>
    public Cost Credits { get; init; }

    /// <summary>All usage that was charged.</summary>
    public Cost Charges { get; init; }

    /// <summary>
    /// By instance and UTC day. Open are the month of the latest usage and the one before; of older months only <see cref="Charges"/> knows here.
    /// </summary>
    public ImmutableSortedDictionary<string, ImmutableSortedDictionary<DateOnly, DayUsage>> Usage { get; init; } =
        ImmutableSortedDictionary<string, ImmutableSortedDictionary<DateOnly, DayUsage>>.Empty;

    /// <summary>The first day of the open months; null while nothing was used.</summary>
    public DateOnly? OpenFrom { get; init; }

    /// <summary>By instance.</summary>
    public ImmutableSortedDictionary<string, CountedNumbers> Counted { get; init; } = ImmutableSortedDictionary<string, CountedNumbers>.Empty;

    /// <summary>Whether it was opened.</summary>
    [JsonIgnore]
    public bool IsOpen => Id is not null;

    /// <summary>Credits less charges: below 0, the account owes.</summary>
    [JsonIgnore]
    public Cost Balance => Credits - Charges;
}

/// <summary>What an instance used on a UTC day.</summary>
/// <param name="Milliseconds">How long it ran.</param>
/// <param name="Cost">What that cost.</param>
public readonly record struct DayUsage(long Milliseconds, Cost Cost);
