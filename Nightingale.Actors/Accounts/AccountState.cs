using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Nightingale.Actors.Accounts;

/// <summary>An account as its events tell it. The lines of its bill are in the events; here is what decisions need.</summary>
public sealed record AccountState
{
    /// <summary>Its id; empty before it is opened.</summary>
    public string Id { get; init; } = "";

    /// <summary>For people.</summary>
    public string Name { get; init; } = "";

    /// <summary>Of every amount; ISO 4217.</summary>
    public string Currency { get; init; } = "";

    /// <summary>Who may do what.</summary>
    public ImmutableSortedDictionary<string, MemberRole> Members { get; init; } = ImmutableSortedDictionary.Create<string, MemberRole>(StringComparer.Ordinal);

    /// <summary>All credit that was granted.</summary>
    public decimal Credits { get; init; }

    /// <summary>All that was charged.</summary>
    public Cost Charges { get; init; }

    /// <summary>Which intervals of which instance were counted.</summary>
    public ImmutableSortedDictionary<string, CountedMeters> Counted { get; init; } = ImmutableSortedDictionary.Create<string, CountedMeters>(StringComparer.Ordinal);

    /// <summary>Credit less charges; exact.</summary>
    [JsonIgnore]
    public decimal Balance => Credits - Charges.Amount;
}

/// <summary>An account owes the world nothing.</summary>
public sealed record AccountWork : Entities.IWork
{
    private AccountWork()
    {
    }

    /// <inheritdoc/>
    public string Key => "nothing";
}
