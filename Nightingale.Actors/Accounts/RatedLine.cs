using System.Text.Json.Serialization;

namespace Nightingale.Actors.Accounts;

/// <summary>What one resource of a metered interval costs under one price. Half-open, UTC.</summary>
/// <param name="Instance">The instance.</param>
/// <param name="Number">The number of the interval that this is a part of.</param>
/// <param name="Digest">The digest of that interval.</param>
/// <param name="From">Included.</param>
/// <param name="To">Excluded.</param>
/// <param name="Resource">What was used.</param>
/// <param name="Quantity">How much of it: processors, accelerators, or GiB.</param>
/// <param name="HourlyPrice">For 1 of it, in the account's currency.</param>
/// <param name="PriceVersion">The price that rated it: <see cref="Price.Id"/>.</param>
public sealed record RatedLine(
    string Instance,
    long Number,
    string Digest,
    DateTimeOffset From,
    DateTimeOffset To,
    Resource Resource,
    decimal Quantity,
    decimal HourlyPrice,
    string PriceVersion)
{
    /// <summary>What it costs: derived, so that it cannot contradict the rest.</summary>
    [JsonIgnore]
    public Cost Cost => Cost.Of(HourlyPrice, Quantity, To - From);
}
