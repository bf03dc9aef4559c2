using Nightingale.Actors.Entities;

namespace Nightingale.Actors.Accounts;

/// <summary>The rules of an account. A price book is needed to decide, never to replay: what was rated keeps its price.</summary>
/// <param name="book">The book as it is now: operators add prices while nodes run.</param>
public sealed class AccountDecider(Func<PriceBook> book) : IDecider<AccountState, AccountCommand, AccountEvent, AccountWork>
{
    /// <summary>The rules with a book that does not change.</summary>
    public AccountDecider(PriceBook book)
        : this(() => book)
    {
    }

    /// <inheritdoc/>
    public AccountState Initial { get; } = new();

    /// <inheritdoc/>
    public Decision<AccountEvent> Decide(AccountState state, AccountCommand command) => AccountDecisions.Decide(book(), state, command);

    /// <inheritdoc/>
    public AccountState Evolve(AccountState state, AccountEvent @event) => AccountHistory.Evolve(state, @event);

    /// <inheritdoc/>
    public IReadOnlyCollection<AccountWork> Owed(AccountState state) => [];
}
