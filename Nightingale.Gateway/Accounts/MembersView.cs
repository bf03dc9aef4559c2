using System.ComponentModel;
using Nightingale.Actors.Accounts;

namespace Nightingale.Gateway.Accounts;

/// <summary>Who is what in an account.</summary>
internal sealed record MembersView(
    [property: Description("The account.")] string Account,
    [property: Description("In the order of principals.")] IReadOnlyList<MemberView> Members)
{
    public static MembersView Of(AccountState state) => new(state.Id!, [.. state.Members.Select(member => new MemberView(member.Key, member.Value))]);
}

/// <summary>A member of an account.</summary>
internal sealed record MemberView(
    [property: Description("As the journal names them, such as user:ada.")] string Principal,
    [property: Description("What they are.")] MemberRole Role);
