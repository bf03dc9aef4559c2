using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Nightingale.Actors.Accounts;

/// <summary>What is charged for.</summary>
public enum Resource
{
    /// <summary>Virtual processors.</summary>
    Cpu,

    /// <summary>Memory in GiB.</summary>
    Memory,

    /// <summary>Accelerators.</summary>
    Gpu,

    /// <summary>The home volume in GiB.</summary>
    Disk,
}

/// <summary>A price from a date on, until a later one of the same target, market and resource.</summary>
/// <param name="Target">Where.</param>
/// <param name="Market"><c>on-demand</c> or <c>spot</c>.</param>
/// <param name="Resource">Of what.</param>
/// <param name="Hourly">One unit for an hour, in the book's currency; 0 is a price, a missing row is none.</param>
/// <param name="From">Included, UTC.</param>
/// <param name="Version">Names the price in every line that it rated; unique in the book.</param>
/// <param name="Source">Where the figure comes from.</param>
/// <param name="SourceDate">The source's date.</param>
public sealed record Price(
    string Target, string Market, Resource Resource, decimal Hourly, DateTimeOffset From, string Version, string Source, DateOnly SourceDate);

/// <summary>The prices, with effective dates. Immutable; operators edit the file that it is read from.</summary>
/// <param name="Currency">Of every price; ISO 4217.</param>
/// <param name="Prices">In any order. Of two that begin at one instant the later row wins.</param>
public sealed record PriceBook(string Currency, ImmutableArray<Price> Prices)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        NumberHandling = JsonNumberHandling.Strict,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false) },
    };

    /// <summary>Reads and checks a book.</summary>
    /// <exception cref="PriceBookException">It does not hold; all problems are named.</exception>
    public static PriceBook Parse(string json)
    {
        try
        {
            var book = JsonSerializer.Deserialize<PriceBook>(json, Json) ?? throw new PriceBookException(["The price book is empty."]);
            var problems = book.Problems().ToList();
            return problems.Count == 0 ? book : throw new PriceBookException(problems);
        }
        catch (JsonException bad)
        {
            throw new PriceBookException([$"{bad.Path ?? "$"} cannot be read: {bad.Message}"]);
        }
    }

    /// <summary>The price at a moment, or null if there is none: never 0 by default.</summary>
    public Price? At(string target, string market, Resource resource, DateTimeOffset moment) =>
        Of(target, market).Where(price => price.Resource == resource && price.From <= moment).Aggregate((Price?)null, (best, price) => best is null || price.From >= best.From ? price : best);

    /// <summary>The moments after <paramref name="from"/> and before <paramref name="to"/> at which a price changes, in order.</summary>
    public IEnumerable<DateTimeOffset> Changes(string target, string market, DateTimeOffset from, DateTimeOffset to) =>
        Of(target, market).Select(price => price.From).Where(moment => moment > from && moment < to).Distinct().Order();

    private IEnumerable<Price> Of(string target, string market) => Prices.Where(price => price.Target == target && price.Market == market);

    private IEnumerable<string> Problems()
    {
        if (Currency.Length != 3 || !Currency.All(char.IsAsciiLetterUpper)) yield return $"currency is '{Currency}'; it must be three capital letters, such as USD.";
        if (Prices.IsDefaultOrEmpty) yield return "prices is empty; nothing could be charged.";
        foreach (var (index, price) in (Prices.IsDefault ? [] : Prices).Index())
        {
            if (price.Hourly < 0) yield return $"prices[{index}].hourly is {price.Hourly}; the least is 0.";
            if (price.Market is not ("on-demand" or "spot")) yield return $"prices[{index}].market is '{price.Market}'; it must be on-demand or spot.";
            if (price.From.Offset != TimeSpan.Zero) yield return $"prices[{index}].from is {price.From:O}; it must be in UTC.";
            if (price.Source.Length == 0) yield return $"prices[{index}].source is empty; say where the figure comes from.";
        }

        foreach (var twice in (Prices.IsDefault ? [] : Prices).GroupBy(price => price.Version, StringComparer.Ordinal).Where(same => same.Count() > 1))
            yield return $"version '{twice.Key}' is given to {twice.Count()} prices; it must name one.";
    }
}

/// <summary>A price book that does not hold.</summary>
public sealed class PriceBookException(IReadOnlyList<string> problems) : Exception(string.Join(' ', problems))
{
    /// <summary>All that is wrong, a sentence each.</summary>
    public IReadOnlyList<string> Problems { get; } = problems;
}
