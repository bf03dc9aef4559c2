using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Nightingale.Gateway.Tokens;

namespace Nightingale.Gateway.Access;

/// <summary>Who sent a request.</summary>
/// <param name="Principal">For the journal, for example <c>user:alice</c>.</param>
/// <param name="Role">What the caller is.</param>
/// <param name="Accounts">The accounts of a researcher; empty for the others, who see all.</param>
/// <param name="TokenId">Names the token; not a secret.</param>
internal sealed record Caller(string Principal, Role Role, IReadOnlyList<string> Accounts, string TokenId)
{
    /// <summary>The accounts that lists are cut down to; null: none are left out.</summary>
    public IReadOnlyList<string>? OnlyAccounts => Role is Role.Researcher ? Accounts : null;

    /// <summary>Whether something of this account may be seen.</summary>
    public bool MaySee(string? account) => Role is Role.Operator or Role.Auditor || (account is not null && Accounts.Contains(account, StringComparer.Ordinal));

    /// <summary>The caller of an authenticated request; null for an anonymous one.</summary>
    public static Caller? Find(HttpContext http) => (http.User.Identity as CallerIdentity)?.Caller;

    /// <summary>Gives endpoints their caller: those that the access table opens to roles always have one.</summary>
    public static ValueTask<Caller> BindAsync(HttpContext http) =>
        ValueTask.FromResult(Find(http) ?? throw new InvalidOperationException("An endpoint that needs a caller is open to everybody."));
}

/// <summary>A caller as the framework carries it.</summary>
internal sealed class CallerIdentity(Caller caller, string scheme) : ClaimsIdentity([new(ClaimTypes.Name, caller.Principal)], scheme)
{
    public CallerIdentity(Token token)
        : this(new(token.Principal, token.Role, token.Accounts, token.Id), BearerAuthentication.Scheme)
    {
    }

    public Caller Caller { get; } = caller;
}
