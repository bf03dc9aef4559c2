namespace Nightingale.Actors.Accounts;

/// <summary>One side of a transaction.</summary>
/// <param name="Book">Whose: <c>account</c>, <c>usage/{instance}</c>, <c>grants</c>.</param>
/// <param name="Cost">Into it, or (negative) out of it; exact.</param>
public sealed record Posting(string Book, Cost Cost);

/// <summary>Double entry over an account's events: the postings of each sum to zero, and the account's own sum to its balance.</summary>
public static class Ledger
{
    /// <summary>The account's own book.</summary>
    public const string Account = "account";

    private const decimal MillisecondsPerHour = 3_600_000m;

    /// <summary>What an event moves; nothing for events that move no money.</summary>
    public static IEnumerable<Posting> PostingsOf(AccountEvent @event) => @event switch
    {
        AccountEvent.UsageRated rated => rated.Lines.SelectMany(line => Move(Account, $"usage/{line.Instance}", line.Cost.HourMilliseconds)),
        AccountEvent.CreditGranted granted => Move("grants", Account, granted.Amount * MillisecondsPerHour),
        _ => [],
    };

    private static Posting[] Move(string from, string to, decimal hourMilliseconds) => [new(from, new(-hourMilliseconds)), new(to, new(hourMilliseconds))];
}
