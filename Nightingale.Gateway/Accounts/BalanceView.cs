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
    [property: Description("Credit less charges.")] decimal Balance)
{
    public static BalanceView Of(AccountState state) =>
        new(state.Id!, state.Name, state.Currency, state.Credits.Amount, state.Charges.Amount, state.Balance.Amount);
}
