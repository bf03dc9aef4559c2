namespace Nightingale.Actors.Accounts;

/// <summary>How a price book may change: prices are added. Those that are there rate what ran before, and stay as they are.</summary>
public static class PriceBookChange
{
    /// <summary>What a book's file, after a change, has done to prices that were there, in sentences; none: nothing.</summary>
    /// <exception cref="PriceBookException">One of the two does not hold.</exception>
    public static IReadOnlyList<string> Problems(string before, string after)
    {
        var kept = PriceBookReader.Read(after).ToDictionary(price => price.Id, StringComparer.Ordinal);
        return [.. PriceBookReader.Read(before).Select(price => Problem(price, kept.GetValueOrDefault(price.Id))).OfType<string>()];
    }

    private static string? Problem(Price before, Price? after) => after switch
    {
        null => $"{before.Id} is gone. It rates what ran before: leave it, and add a price with a new 'from'.",
        _ when after == before => null,
        _ => $"{before.Id} was changed. It rates what ran before: leave it, and add a price with a new 'from', or of a higher version.",
    };
}
