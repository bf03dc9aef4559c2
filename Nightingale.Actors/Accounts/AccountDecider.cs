using Nightingale.Actors.Entities;

namespace Nightingale.Actors.Accounts;

/// <summary>The rules of an account. A price book is needed to decide, never to replay: what was rated keeps its price.</summary>
public sealed class AccountDecider(PriceBook book) : IDecider<AccountState, AccountCommand, AccountEvent, AccountWork>
{
    /// <inheritdoc/>
    public AccountState Initial { get; } = new();

    /// <inheritdoc/>
    public Decision<AccountEvent> Decide(AccountState state, AccountCommand command) => AccountDecisions.Decide(book, state, command);

    /// <inheritdoc/>
    public AccountState Evolve(AccountState state, AccountEvent @event) => AccountHistory.Evolve(state, @event);

    /// <inheritdoc/>
    public IReadOnlyCollection<AccountWork> Owed(AccountState state) => [];
}
