using Nightingale.Actors.Entities;

namespace Nightingale.Actors.Accounts;

/// <summary>Counts metered intervals: each once, whatever the order in which and however often they come.</summary>
internal static class UsageCount
{
    public static Decision<AccountEvent> Decide(AccountState state, AccountCommand.CountUsage count, PriceBook book)
    {
        if (book.Currency != state.Currency)
            return Decision<AccountEvent>.Refuse(RefusalKind.Invalid, $"The price book is in {book.Currency}, the account in {state.Currency}.");
        if (count.Intervals.FirstOrDefault(interval => interval.To <= interval.From) is { } empty)
            return Decision<AccountEvent>.Refuse(RefusalKind.Invalid, $"Interval {empty.Number} of {empty.Instance} does not end after it begins.");

        var lines = new List<RatedLine>();
        var events = new List<AccountEvent>();
        var counted = state.Counted;
        try
        {
            foreach (var interval in count.Intervals)
            {
                var meters = counted.GetValueOrDefault(interval.Instance, CountedMeters.None);
                var digest = Rating.Digest(interval);
                if (!meters.Has(interval.Number))
                {
                    lines.AddRange(Rating.Lines(interval, book));
                    counted = counted.SetItem(interval.Instance, meters.With(interval.Number, digest));
                }
                else if (IsForged(meters, interval.Number, digest))
                {
                    events.Add(new AccountEvent.UsageRejected(count.At, interval, digest, "An interval of this number was counted before with another content."));
                    counted = counted.SetItem(interval.Instance, meters.WithRejected(digest));
                }
            }
        }
        catch (MissingPriceException missing)
        {
            return Decision<AccountEvent>.Refuse(RefusalKind.Invalid, missing.Message);
        }

        if (lines.Count > 0) events.Insert(0, new AccountEvent.UsageRated(count.At, state.Currency, lines));
        return Decision<AccountEvent>.Accept(events);
    }

    private static bool IsForged(CountedMeters meters, long number, string digest) =>
        meters.Digests.TryGetValue(number, out var known) && known != digest && !meters.Rejected.Contains(digest, StringComparer.Ordinal);
}
