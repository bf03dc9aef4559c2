using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Nightingale.Actors.Accounts;
using static Nightingale.Gateway.Access.AccessTable;

namespace Nightingale.Gateway.Access;

/// <summary>
/// Who sends a request, and what they may do: asked of the memberships each time, so that a right that is withdrawn is gone at once, and cut down to the
/// scope of the credential that they came with. <see cref="Callers"/> makes them.
/// </summary>
internal sealed class Caller
{
    private readonly Func<IReadOnlyDictionary<string, MemberRole>> _roles;
    private readonly Func<bool> _holds;

    /// <param name="principal">For the journal, for example <c>user:alice</c>.</param>
    /// <param name="systemRole">What the caller is in the whole installation; null: nothing.</param>
    /// <param name="credential">Names the token or session; not a secret.</param>
    /// <param name="roles">The accounts that the caller has a role in, at the moment.</param>
    /// <param name="holds">Whether the credential still holds.</param>
    public Caller(string principal, SystemRole? systemRole, string credential, Func<IReadOnlyDictionary<string, MemberRole>> roles, Func<bool> holds) =>
        (Principal, SystemRole, Credential, _roles, _holds) = (principal, systemRole, credential, roles, holds);

    /// <summary>For the journal.</summary>
    public string Principal { get; }

    /// <summary>What the caller is in the whole installation; null: nothing.</summary>
    public SystemRole? SystemRole { get; }

    /// <summary>Names the token or session; not a secret.</summary>
    public string Credential { get; }

    /// <summary>The token that the caller came with; null: a session.</summary>
    public Tokens.Token? Token { get; init; }

    /// <summary>Whether the credential is for reading only.</summary>
    public bool ReadOnly => Token?.ReadOnly == true;

    /// <summary>The person behind the request; null for a program's token, which is nobody's.</summary>
    public string? Person { get; init; }

    /// <summary>Whether the credential that the caller came with still holds: for what outlives a request, such as streams and sockets.</summary>
    public bool Holds => _holds();

    /// <summary>The accounts that the caller has a role in, at the moment.</summary>
    public IReadOnlyDictionary<string, MemberRole> Roles => _roles();

    /// <summary>The accounts that lists are cut down to; null: none are left out.</summary>
    public IReadOnlyCollection<string>? OnlyAccounts => SystemRole is null ? [.. Roles.Keys] : null;

    /// <summary>What the caller is in an account, at the moment; null: nothing.</summary>
    public MemberRole? RoleIn(string account) => Roles.TryGetValue(account, out var role) ? role : null;

    /// <summary>Whether something of this account may be seen.</summary>
    public bool MaySee(string? account) => SystemRole is not null || (account is not null && RoleIn(account) is not null);

    /// <summary>Whether the account's notebooks may be opened. An operator who is no member may not: the data are the account's.</summary>
    public bool MayUse(string account) => !ReadOnly && RoleIn(account) is MemberRole.Researcher or MemberRole.Owner;

    /// <summary>Whether the account's instances may be launched, started and stopped.</summary>
    public bool MayRun(string account) => MayUse(account) || (!ReadOnly && SystemRole is Access.SystemRole.Operator);

    /// <summary>What the caller is to the access table: in one account, or (null) in any.</summary>
    public Who Is(string? account)
    {
        var who = SystemRole switch
        {
            Access.SystemRole.Auditor => Who.SignedIn | Who.Auditors,
            Access.SystemRole.Operator => Who.SignedIn | Who.Operators,
            _ => Who.SignedIn,
        };
        return account is null
            ? Roles.Values.Aggregate(who, (all, role) => all | Is(role))
            : who | Is(RoleIn(account));
    }

    /// <summary>The caller of an authenticated request; null for an anonymous one.</summary>
    public static Caller? Find(HttpContext http) => (http.User.Identity as CallerIdentity)?.Caller;

    /// <summary>Gives endpoints their caller: those that the access table opens to roles always have one.</summary>
    public static ValueTask<Caller> BindAsync(HttpContext http) =>
        ValueTask.FromResult(Find(http) ?? throw new InvalidOperationException("An endpoint that needs a caller is open to everybody."));

    private static Who Is(MemberRole? role) => role switch
    {
        MemberRole.Researcher => Who.Researchers,
        MemberRole.Owner => Who.Owners,
        MemberRole.Auditor => Who.AccountAuditors,
        _ => Who.Nobody,
    };
}

/// <summary>A caller as the framework carries it.</summary>
internal sealed class CallerIdentity(Caller caller, string scheme) : ClaimsIdentity([new(ClaimTypes.Name, caller.Principal)], scheme)
{
    public Caller Caller { get; } = caller;
}
