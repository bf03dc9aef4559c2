using System.ComponentModel;
using Nightingale.Actors.Accounts;

namespace Nightingale.Gateway.Accounts;

/// <summary>What an account owes and has. Amounts are exact, not rounded.</summary>
internal sealed record BalanceView(
    [property: Description("The account.")] string Account,
    [property: Description("For people.")] string Name,
    [property: Description("Of every amount.")] string Currency,
    [property: Description("What was granted.")] decimal Credit,
    [property: Description("What was charged.")] decimal Charged,
    [property: Description("Credit less charges.")] decimal Balance,
    [property: Description("What it means to spend in a month; null: it has no budget. Nothing is stopped by it.")] decimal? Budget,
    [property: Description("What was charged for this month so far, in UTC.")] decimal ChargedThisMonth)
{
    public static BalanceView Of(AccountState state, DateTimeOffset now) => new(
        state.Id!,
        state.Name,
        state.Currency,
        state.Credits.Amount,
        state.Charges.Amount,
        state.Balance.Amount,
        state.Budget,
        ChargedSince(state, DateOnly.FromDateTime(now.UtcDateTime.AddDays(1 - now.UtcDateTime.Day))));

    // The account's own days: they are as live as the balance.
    private static decimal ChargedSince(AccountState state, DateOnly first) =>
        Cost.Sum(state.Usage.Values.SelectMany(days => days).Where(day => day.Key >= first).Select(day => day.Value.Cost)).Amount;
}
