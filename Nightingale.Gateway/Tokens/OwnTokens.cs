using Nightingale.Gateway.Access;
using Nightingale.Gateway.Problems;

namespace Nightingale.Gateway.Tokens;

/// <summary>
/// The rules of tokens that people make for themselves. They never may more than the person, and one that is made with another is neither wider nor longer
/// good than that: whoever finds one cannot make more of it.
/// </summary>
internal static class OwnTokens
{
    /// <summary>So long a token is good if nothing else is said.</summary>
    public static readonly TimeSpan Usual = TimeSpan.FromDays(90);

    /// <summary>So long one is good at most.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(366);

    private const int LongestLabel = 63;

    /// <summary>Whether a token is the caller's to see and to revoke.</summary>
    public static bool IsOf(Caller caller, Token token) =>
        caller.SystemRole is SystemRole.Operator || token.Id == caller.Credential || (token.Role is Role.Person && token.Name == caller.Person);

    /// <summary>Gathers what is wrong with a token that a person wants.</summary>
    public static void Check(Caller caller, CreateToken.WantedTokenBody body, DateTimeOffset now, FieldErrors errors)
    {
        if (body.Role is not null) errors.Add("role", "Must not be given: a token of your own may what you may. Operators alone make others.");
        if (body.Name is not null) errors.Add("name", "Must not be given: a token of your own bears your name. Call it something with label.");
        if (body.Label is not { Length: >= 1 and <= LongestLabel } || body.Label.Any(char.IsControl) || body.Label != body.Label.Trim())
            errors.Add("label", $"Must be 1 to {LongestLabel} characters, without control characters.");
        if (body.Access is not ("read" or "write")) errors.Add("access", "Must be read or write.");
        CheckAccounts(caller, body.Accounts ?? [], errors);
        CheckExpiry(caller, body.ExpiresAt, now, errors);
    }

    /// <summary>When the token ceases to be good.</summary>
    public static DateTimeOffset End(Caller caller, DateTimeOffset? asked, DateTimeOffset now) =>
        asked ?? (caller.Token?.ExpiresAt is { } end && end < now + Usual ? end : now + Usual);

    private static void CheckAccounts(Caller caller, IReadOnlyList<string> accounts, FieldErrors errors)
    {
        foreach (var account in accounts.Distinct(StringComparer.Ordinal).Where(account => caller.RoleIn(account) is null))
            errors.Add("accounts", $"There is no account '{account}' among those that you are a member of.");
        if (caller.Token is { Accounts.Count: > 0 } && accounts.Count == 0)
            errors.Add("accounts", "Must be given, since the token that you use is for some accounts only.");
    }

    private static void CheckExpiry(Caller caller, DateTimeOffset? asked, DateTimeOffset now, FieldErrors errors)
    {
        if (asked <= now || asked > now + Longest) errors.Add("expiresAt", $"Must be in the future, by at most {Longest.TotalDays:0} days.");
        else if (asked > caller.Token?.ExpiresAt) errors.Add("expiresAt", "Must not be later than the end of the token that you use.");
    }
}
