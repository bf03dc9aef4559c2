using System.Runtime.CompilerServices;
using System.Security.Claims;
using Nightingale.Gateway.People;
using Nightingale.Gateway.Tokens;

namespace Nightingale.Gateway.Access;

/// <summary>
/// Who comes with which bearer token. Whether the token is good is asked each time; the principal that it makes is made once, and again when the store has read
/// the token anew or its person has changed.
/// </summary>
internal sealed class BearerPrincipals(GatewayServices gateway, Callers callers)
{
    private const string Prefix = BearerAuthentication.Scheme + " ";

    private readonly ConditionalWeakTable<Token, Made> _made = [];

    /// <summary>The token in an Authorization header, whether it is still good or not; null if there is none.</summary>
    /// <exception cref="TokenStoreException">It was not confirmed for too long.</exception>
    public Token? TokenIn(string header) => header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) ? gateway.Tokens.Find(header.AsSpan(Prefix.Length).Trim()) : null;

    /// <summary>Whoever comes with a token, if both are good at the moment; null if not. Counts as use.</summary>
    public ClaimsPrincipal? Of(Token? token)
    {
        if (token?.IsGood(gateway.Time.GetUtcNow()) != true || PrincipalOf(token) is not { } principal) return null;
        gateway.Tokens.Used(token);
        return principal;
    }

    private ClaimsPrincipal? PrincipalOf(Token token)
    {
        var person = token.Role is Role.Person ? gateway.People.Store.Find(token.Name) : null;
        if (_made.TryGetValue(token, out var made) && ReferenceEquals(made.Person, person)) return made.Principal;
        if (callers.Of(token) is not { } caller) return null;
        made = new(person, new(new CallerIdentity(caller, BearerAuthentication.Scheme)));
        _made.AddOrUpdate(token, made);
        return made.Principal;
    }

    private sealed record Made(Person? Person, ClaimsPrincipal Principal);
}
