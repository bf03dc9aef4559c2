namespace Nightingale.Actors.Accounts;

/// <summary>Folds an account's events.</summary>
internal static class AccountHistory
{
    public static AccountState Evolve(AccountState state, AccountEvent @event) => @event switch
    {
        AccountEvent.Opened opened => state with { Id = opened.Id, Name = opened.Name, Currency = opened.Currency },
        AccountEvent.MemberSet set => state with { Members = state.Members.SetItem(set.Principal, set.Role) },
        AccountEvent.MemberRemoved removed => state with { Members = state.Members.Remove(removed.Principal) },
        AccountEvent.CreditGranted granted => state with { Credits = state.Credits + granted.Amount },
        AccountEvent.UsageRated rated => rated.Lines.Aggregate(state, Count),
        AccountEvent.UsageRejected rejected => state with
        {
            Counted = state.Counted.SetItem(rejected.Interval.Instance, state.Counted[rejected.Interval.Instance].WithRejected(rejected.Digest)),
        },
        _ => throw new InvalidOperationException($"An account does not know {@event}."),
    };

    private static AccountState Count(AccountState state, RatedLine line) => state with
    {
        Charges = state.Charges + line.Cost,
        Counted = state.Counted.SetItem(line.Instance, state.Counted.GetValueOrDefault(line.Instance, CountedMeters.None).With(line.Number, line.Digest)),
    };
}
