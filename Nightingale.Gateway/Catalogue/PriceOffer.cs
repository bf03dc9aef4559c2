using System.ComponentModel;

namespace Nightingale.Gateway.Catalogue;

/// <summary>What a named size costs on a target.</summary>
public sealed record PriceOffer(
    [property: Description("The size's name.")] string Size,
    [property: Description("Where it runs.")] string Target,
    [property: Description("on-demand or spot.")] string Market,
    [property: Description("Of the amounts.")] string Currency,
    [property: Description("For an hour that it runs. Exact, not rounded.")] decimal Hourly,
    [property: Description("For a month of 730 hours. Exact, not rounded.")] decimal Monthly,
    [property: Description("Since when this price holds.")] DateTimeOffset Since,
    [property: Description("The prices that it is made of, one of each resource, with their versions: rated usage names them.")] IReadOnlyList<string> Versions)
{
    /// <summary>As providers count: a year's hours by twelve.</summary>
    public const decimal HoursOfMonth = 730;
}
