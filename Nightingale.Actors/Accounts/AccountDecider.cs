using Nightingale.Actors.Entities;

namespace Nightingale.Actors.Accounts;

/// <summary>The rules of an account.</summary>
/// <param name="book">By which usage is rated; what it rated keeps its prices in the event.</param>
public sealed class AccountDecider(PriceBook book) : IDecider<AccountState, AccountCommand, AccountEvent, AccountWork>
{
    private const int LongestName = 200;

    /// <inheritdoc/>
    public AccountState Initial { get; } = new();

    /// <inheritdoc/>
    public Decision<AccountEvent> Decide(AccountState state, AccountCommand command) => (state.Id, command) switch
    {
        ("", AccountCommand.Open open) => Open(open),
        (_, AccountCommand.Open) => Accept(),
        ("", _) => Refuse(RefusalKind.NotFound, "There is no such account."),
        (_, AccountCommand.SetMember set) => SetMember(state, set),
        (_, AccountCommand.RemoveMember remove) => state.Members.ContainsKey(remove.Principal) ? Accept(new AccountEvent.MemberRemoved(remove.At, remove.Principal)) : Accept(),
        (_, AccountCommand.CountUsage count) => UsageCount.Decide(state, count, book),
        (_, AccountCommand.GrantCredit { Amount: <= 0 }) => Refuse(RefusalKind.Invalid, "A credit must be more than 0."),
        (_, AccountCommand.GrantCredit grant) => Accept(new AccountEvent.CreditGranted(grant.At, grant.Amount, grant.Note)),
        _ => throw new InvalidOperationException($"An account does not know {command}."),
    };

    /// <inheritdoc/>
    public AccountState Evolve(AccountState state, AccountEvent @event) => AccountHistory.Evolve(state, @event);

    /// <inheritdoc/>
    public IReadOnlyCollection<AccountWork> Owed(AccountState state) => [];

    private static Decision<AccountEvent> Open(AccountCommand.Open open) => open switch
    {
        { Id.Length: 0 } or { Name.Length: 0 or > LongestName } => Refuse(RefusalKind.Invalid, $"An account needs an id, and a name of at most {LongestName} characters."),
        _ => Accept(new AccountEvent.Opened(open.At, open.Id, open.Name, open.Currency)),
    };

    private static Decision<AccountEvent> SetMember(AccountState state, AccountCommand.SetMember set) =>
        state.Members.TryGetValue(set.Principal, out var role) && role == set.Role ? Accept() : Accept(new AccountEvent.MemberSet(set.At, set.Principal, set.Role));

    private static Decision<AccountEvent> Accept(params IReadOnlyList<AccountEvent> events) => Decision<AccountEvent>.Accept(events);

    private static Decision<AccountEvent> Refuse(RefusalKind kind, string reason) => Decision<AccountEvent>.Refuse(kind, reason);
}
