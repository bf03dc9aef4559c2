using Nightingale.Actors.Accounts;
using Nightingale.Actors.Journal;
using Nightingale.Actors.Projections;

namespace Nightingale.Host.Composition;

/// <summary>What the events of accounts charge, for the bill. An account's events come in sequence, so its currency is known before its first charge.</summary>
internal static class Charges
{
    /// <summary>The charges in an event: none in most.</summary>
    public static IEnumerable<RatedUsage> Of(StoredEvent stored, IDictionary<string, string> currencies)
    {
        switch (Codecs.AccountEvents.Decode(stored))
        {
            case AccountEvent.Opened opened:
                currencies[stored.PersistenceId] = opened.Currency;
                return [];
            case AccountEvent.UsageRated rated:
                var currency = currencies[stored.PersistenceId];
                return rated.Lines.GroupBy(line => (line.Instance, line.From, line.To)).Select(piece => Charge(piece, currency));
            default:
                return [];
        }
    }

    /// <summary>The lines of one piece of time, a resource each, are one piece of usage.</summary>
    private static RatedUsage Charge(IGrouping<(string Instance, DateTimeOffset From, DateTimeOffset To), RatedLine> piece, string currency) => new(
        piece.Key.Instance,
        piece.Key.From,
        piece.Key.To,
        Cost.Sum(piece.Select(line => line.Cost)).Amount,
        currency,
        string.Join(' ', piece.Select(line => line.PriceVersion)));
}
