using Nightingale.Actors.Accounts;
using Nightingale.Gateway.People;
using Nightingale.Gateway.Tokens;

namespace Nightingale.Gateway.Access;

/// <summary>Makes callers of those who showed who they are.</summary>
internal sealed class Callers(GatewayServices gateway)
{
    /// <summary>A person who signed in.</summary>
    /// <param name="person">Who.</param>
    /// <param name="session">Names the session; not a secret.</param>
    public Caller Of(Person person, string session) => new(
        person.Principal,
        person.Role,
        session,
        () => gateway.Memberships.Of(person.Principal),
        () => gateway.People.Sessions.IsGood(session) && gateway.People.Store.Stands(person))
    {
        Person = person.Name,
    };

    /// <summary>Whoever came with a token that is good; null if the person that it belongs to may not sign in any more.</summary>
    public Caller? Of(Token token) => token.Role is Role.Person ? OfPerson(token) : OfProgram(token);

    // What the person may at the moment, cut down to what the token is for.
    private Caller? OfPerson(Token token)
    {
        if (gateway.People.Store.Find(token.Name) is not { IsLocked: false } person) return null;
        var whole = token.Accounts.Count == 0;
        return new(
            token.Principal,
            whole ? person.Role : null,
            token.Id,
            () => whole ? gateway.Memberships.Of(token.Principal) : Cut(gateway.Memberships.Of(token.Principal), token.Accounts),
            () => gateway.Tokens.IsGood(token.Id) && gateway.People.Store.Stands(person))
        {
            Token = token,
            Person = person.Name,
        };
    }

    // An operator said what it may, once and for all.
    private Caller OfProgram(Token token)
    {
        var roles = token.Accounts.ToDictionary(account => account, _ => MemberRole.Researcher, StringComparer.Ordinal);
        SystemRole? role = token.Role switch
        {
            Role.Auditor => SystemRole.Auditor,
            Role.Operator => SystemRole.Operator,
            _ => null,
        };
        return new(token.Principal, role, token.Id, () => roles, () => gateway.Tokens.IsGood(token.Id)) { Token = token };
    }

    private static Dictionary<string, MemberRole> Cut(IReadOnlyDictionary<string, MemberRole> roles, IReadOnlyList<string> accounts)
    {
        var cut = new Dictionary<string, MemberRole>(StringComparer.Ordinal);
        foreach (var account in accounts)
            if (roles.TryGetValue(account, out var role)) cut[account] = role;
        return cut;
    }
}
