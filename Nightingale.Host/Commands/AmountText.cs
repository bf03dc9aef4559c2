using System.Globalization;
using System.Text.Json.Nodes;

namespace Nightingale.Host.Commands;

/// <summary>How money looks to people. What is charged is the exact amount, which <c>--json</c> shows.</summary>
internal static class AmountText
{
    private const string AllDigits = "0.00##########################";
    private const int MostDecimals = 28;

    /// <summary>
    /// To four decimals, and below a cent to three digits that count: a second of a small instance is 0.0000144 USD, not 0.00. Empty where there is no
    /// amount.
    /// </summary>
    public static string Amount(JsonNode? amount, JsonNode? currency) =>
        amount is null ? "" : $"{Shown((decimal)amount).ToString(AllDigits, CultureInfo.InvariantCulture)} {currency}";

    private static decimal Shown(decimal amount)
    {
        var decimals = 4;
        for (var size = decimal.Abs(amount); size is > 0 and < 0.01m && decimals < MostDecimals; size *= 10) decimals++;
        return decimal.Round(amount, decimals);
    }
}
