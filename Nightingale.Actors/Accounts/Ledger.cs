namespace Nightingale.Actors.Accounts;

/// <summary>The double entry of an account, derived from its events: what one side gives the other receives.</summary>
public static class Ledger
{
    /// <summary>The customer's side: above 0 is owed, below 0 is credit.</summary>
    public const string Receivable = "receivable";

    /// <summary>What usage earned.</summary>
    public const string Revenue = "revenue";

    /// <summary>What credit cost the one who granted it.</summary>
    public const string Grants = "grants";

    /// <summary>The postings of an event; they sum to zero. None where no money moves.</summary>
    public static IReadOnlyList<Posting> Of(AccountEvent @event) => @event switch
    {
        AccountEvent.UsageRated e => [.. e.Lines.SelectMany(line => Pair(e.At, Receivable, Revenue, line.Cost, $"{line.Instance}/{line.Number} {line.PriceVersion}"))],
        AccountEvent.CreditGranted e => Pair(e.At, Grants, Receivable, Cost.OfAmount(e.Amount), e.Note),
        _ => [],
    };

    /// <summary>What a side of the ledger holds after these events.</summary>
    public static Cost Balance(IEnumerable<AccountEvent> events, string side) =>
        Cost.Sum(events.SelectMany(Of).Where(posting => posting.Side == side).Select(posting => posting.Cost));

    private static IReadOnlyList<Posting> Pair(DateTimeOffset at, string debit, string credit, Cost cost, string note) =>
        [new(at, debit, cost, note), new(at, credit, -cost, note)];
}

/// <summary>One side of a transaction, in the account's currency.</summary>
/// <param name="At">When it was posted.</param>
/// <param name="Side">One of the ledger's sides.</param>
/// <param name="Cost">Above 0 is debit, below 0 is credit.</param>
/// <param name="Note">What it is for.</param>
public sealed record Posting(DateTimeOffset At, string Side, Cost Cost, string Note);
