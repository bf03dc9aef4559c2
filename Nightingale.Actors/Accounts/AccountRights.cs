using System.Collections.Immutable;

namespace Nightingale.Actors.Accounts;

/// <summary>Who may do what with an account: the part of it that is asked on every request.</summary>
/// <param name="Account">The account's id.</param>
/// <param name="Name">For people.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Members">The role of each principal.</param>
/// <param name="Permissions">What is possible inside its instances.</param>
public sealed record AccountRights(
    string Account, string Name, string Currency, ImmutableSortedDictionary<string, MemberRole> Members, AccountPermissions Permissions)
{
    /// <summary>The rights after an event; the same ones where it changes none, null before the account is opened.</summary>
    public static AccountRights? After(AccountRights? before, AccountEvent happened) => (before, happened) switch
    {
        (null, AccountEvent.Opened e) => new(e.Id, e.Name, e.Currency, ImmutableSortedDictionary.Create<string, MemberRole>(StringComparer.Ordinal), AccountPermissions.Initial),
        ({ } known, AccountEvent.MemberSet e) => known with { Members = known.Members.SetItem(e.Principal, e.Role) },
        ({ } known, AccountEvent.MemberRemoved e) => known with { Members = known.Members.Remove(e.Principal) },
        ({ } known, AccountEvent.PermissionsSet e) => known with { Permissions = e.Permissions },
        _ => before,
    };
}
