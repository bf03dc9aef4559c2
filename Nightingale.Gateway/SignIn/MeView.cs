using System.Buffers.Text;
using System.ComponentModel;
using Nightingale.Actors.Accounts;
using Nightingale.Gateway.Access;
using Nightingale.Gateway.People;
using Nightingale.Gateway.Sessions;

namespace Nightingale.Gateway.SignIn;

/// <summary>Who sends the request.</summary>
internal sealed record MeView(
    [property: Description("As the journal names the caller.")] string Principal,
    [property: Description("For people.")] string DisplayName,
    [property: Description("What the caller is in the whole installation: researcher, auditor or operator.")] string Role,
    [property: Description("The accounts that the caller is a member of, with the role in each, in the order of ids.")] IReadOnlyList<MembershipView> Accounts,
    [property: Description("How the caller proved who it is: password, password+code, passkey, a provider's name, or token.")] string SignedInBy,
    [property: Description("The session's or the token's id; not a secret.")] string Credential,
    [property: Description("When the session ends however much it is used; null for a token.")] DateTimeOffset? EndsAt,
    [property: Description("How a person's sign-in is secured; null for a token.")] FactorsView? Factors)
{
    public static MeView Of(Person person, Session session, Caller caller) => new(
        person.Principal, person.DisplayName, PersonRules.NameOf(caller.SystemRole), MembershipView.Of(caller), session.How, session.Id, session.EndsAt, FactorsView.Of(person));

    /// <param name="caller">Who came with a token.</param>
    /// <param name="person">Whose the token is; null: a program's.</param>
    public static MeView Of(Caller caller, Person? person) => new(
        caller.Principal, person?.DisplayName ?? caller.Principal, PersonRules.NameOf(caller.SystemRole), MembershipView.Of(caller), "token", caller.Credential, EndsAt: null, Factors: null);
}

/// <summary>What somebody is in an account.</summary>
internal sealed record MembershipView(
    [property: Description("The account.")] string Id,
    [property: Description("The role in it.")] MemberRole Role)
{
    public static IReadOnlyList<MembershipView> Of(Caller caller) => [.. caller.Roles.OrderBy(role => role.Key, StringComparer.Ordinal).Select(role => new MembershipView(role.Key, role.Value))];
}

/// <summary>How a person's sign-in is secured.</summary>
internal sealed record FactorsView(
    [property: Description("Whether a password opens.")] bool Password,
    [property: Description("Whether somebody else chose the password: it is to be changed.")] bool PasswordIsTemporary,
    [property: Description("Whether an authenticator's code is asked for beside the password.")] bool Authenticator,
    [property: Description("How many recovery codes are left.")] int RecoveryCodes,
    [property: Description("The passkeys.")] IReadOnlyList<PasskeyView> Passkeys)
{
    public static FactorsView Of(Person person) =>
        new(person.PasswordHash is not null, person.PasswordIsTemporary, person.NeedsCode, person.RecoveryCodes.Count, [.. person.Passkeys.Select(PasskeyView.Of)]);
}

/// <summary>A passkey.</summary>
internal sealed record PasskeyView(
    [property: Description("Names the passkey; not a secret.")] string Id,
    [property: Description("As its owner named it.")] string Label,
    [property: Description("When it was added.")] DateTimeOffset CreatedAt)
{
    public static PasskeyView Of(Passkey passkey) => new(Base64Url.EncodeToString(passkey.Id), passkey.Label, passkey.CreatedAt);
}
