using Nightingale.Actors.Accounts;
using Nightingale.Actors.Entities;
using Nightingale.Gateway.People;

namespace Nightingale.Host.Composition;

/// <summary>The owner of the account that a new data folder has from the start: whoever starts a node can launch an instance and open its notebook at once.</summary>
internal static class FirstOwner
{
    /// <summary>
    /// Makes the first operator the owner, on record as every member is. Only of an account that has no member, and only while the first operator has not
    /// come in yet: what people made of their account later stays as it is.
    /// </summary>
    /// <param name="store">The people.</param>
    /// <param name="accounts">The accounts.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancel">Ends the attempt.</param>
    public static async Task Make(PersonStore store, IEntities<AccountState, AccountCommand> accounts, TimeProvider time, CancellationToken cancel)
    {
        if (store.Find(FirstOperator.Name) is not { PasswordIsTemporary: true } person) return;
        if ((await accounts.Get(NodeOptions.FirstAccount, cancel)).State is not { IsOpen: true, Members.Count: 0 }) return;
        await accounts.Ask(NodeOptions.FirstAccount, new(new AccountCommand.SetMember(time.Moment(), person.Principal, MemberRole.Owner), "system:up"), cancel);
    }
}
