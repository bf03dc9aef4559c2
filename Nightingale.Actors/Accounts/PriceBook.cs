using System.Collections.Immutable;

namespace Nightingale.Actors.Accounts;

/// <summary>What resources cost on each target, and since when. Immutable.</summary>
public sealed class PriceBook
{
    private readonly ImmutableDictionary<PriceKey, ImmutableArray<Price>> _prices;

    /// <summary>Makes a book. Of several prices for the same thing since the same instant the highest version holds.</summary>
    public PriceBook(IEnumerable<Price> prices) => _prices = prices
        .GroupBy(price => price.Key)
        .ToImmutableDictionary(same => same.Key, same => same
            .GroupBy(price => price.From)
            .Select(since => since.MaxBy(price => price.Version)!)
            .OrderBy(price => price.From)
            .ToImmutableArray());

    /// <summary>Reads a book from its file's text.</summary>
    /// <exception cref="PriceBookException">It does not hold; all problems are told at once.</exception>
    public static PriceBook Parse(string json) => new(PriceBookReader.Read(json));

    /// <summary>Every target, market and currency that something has a price for.</summary>
    public IReadOnlyList<(string Target, string Market, string Currency)> Places =>
        [.. _prices.Keys.Select(key => (key.Target, key.Market, key.Currency)).Distinct().Order()];

    /// <summary>The prices of a thing, oldest first; each holds until the next begins. Empty: there is none.</summary>
    public ImmutableArray<Price> Prices(PriceKey key) => _prices.GetValueOrDefault(key, []);
}

/// <summary>What a price is for.</summary>
/// <param name="Target">Where it runs.</param>
/// <param name="Market"><c>on-demand</c> or <c>spot</c>.</param>
/// <param name="Resource">What is used.</param>
/// <param name="Currency">ISO 4217.</param>
public sealed record PriceKey(string Target, string Market, Resource Resource, string Currency);

/// <summary>A price and where it is from.</summary>
/// <param name="Key">What it is for.</param>
/// <param name="Hourly">For one processor, accelerator, or GiB, an hour.</param>
/// <param name="From">Since when, UTC, in whole milliseconds.</param>
/// <param name="Version">Tells prices for the same thing since the same instant apart: the highest holds.</param>
/// <param name="Source">Who says so.</param>
/// <param name="Date">When the source said so.</param>
public sealed record Price(PriceKey Key, decimal Hourly, DateTimeOffset From, int Version, string Source, DateOnly Date)
{
    /// <summary>Names this price in a rated line.</summary>
    public string Id => FormattableString.Invariant($"{Key.Target}/{Key.Market}/{Key.Resource}/{Key.Currency}/{From.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.FFF'Z'}/v{Version}");
}

/// <summary>A price book that does not hold. <see cref="Problems"/> has a sentence for everything that is wrong.</summary>
public sealed class PriceBookException(IReadOnlyList<string> problems) : Exception($"The price book does not hold. {string.Join(' ', problems)}")
{
    /// <summary>What is wrong, each with the row that it is about.</summary>
    public IReadOnlyList<string> Problems { get; } = problems;
}
