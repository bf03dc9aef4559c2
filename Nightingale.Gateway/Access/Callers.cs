using Nightingale.Actors.Accounts;
using Nightingale.Gateway.Tokens;

namespace Nightingale.Gateway.Access;

/// <summary>Makes callers of those who showed who they are.</summary>
internal sealed class Callers(GatewayServices gateway)
{
    /// <summary>A person who signed in.</summary>
    /// <param name="name">The person's name.</param>
    /// <param name="role">What the person is in the whole installation; null: nothing.</param>
    /// <param name="credential">Names the session; not a secret.</param>
    /// <param name="holds">Whether the session still holds; asked for streams and sockets, which outlive the request. Not given: as long as the request.</param>
    public Caller Of(string name, SystemRole? role, string credential, Func<bool>? holds = null) =>
        new(PrincipalOf(name), role, credential, () => gateway.Memberships.Of(PrincipalOf(name)), holds ?? (() => true)) { Person = name };

    /// <summary>Whoever came with a token that is good; null if the person that it belongs to may not sign in any more.</summary>
    public Caller? Of(Token token) => token.Role is Role.Person ? OfPerson(token) : OfProgram(token);

    /// <summary>As journals and members name a person.</summary>
    public static string PrincipalOf(string name) => $"user:{name}";

    // What the person may at the moment, cut down to what the token is for.
    private Caller? OfPerson(Token token)
    {
        if (gateway.Persons(token.Name) is not { } standing) return null;
        var whole = token.Accounts.Count == 0;
        return new(
            token.Principal,
            whole ? standing.Role : null,
            token.Id,
            () => whole ? gateway.Memberships.Of(token.Principal) : Cut(gateway.Memberships.Of(token.Principal), token.Accounts),
            () => gateway.Tokens.IsGood(token.Id) && gateway.Persons(token.Name) == standing)
        {
            Token = token,
            Person = token.Name,
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
