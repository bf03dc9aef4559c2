using Nightingale.Gateway.Sessions;
using Nightingale.Gateway.SignIn.Ldap;
using Nightingale.Gateway.SignIn.Oidc;

namespace Nightingale.Gateway.SignIn;

/// <summary>What operators may choose about signing in.</summary>
public sealed record SignInOptions
{
    /// <summary>A session ends after so long without use. Default 1 h.</summary>
    public TimeSpan SessionIdle { get; init; } = TimeSpan.FromHours(1);

    /// <summary>A session ends after so long however much it is used. Default 12 h.</summary>
    public TimeSpan SessionLife { get; init; } = TimeSpan.FromHours(12);

    /// <summary>So many attempts a minute are looked at from one address, or from one browser that is known. Default 30.</summary>
    public int AttemptsPerMinute { get; init; } = 30;

    /// <summary>How slow a guess at a password is: rounds of PBKDF2 with HMAC-SHA512. Default 210,000, as OWASP recommends.</summary>
    public int PasswordIterations { get; init; } = 210_000;

    /// <summary>The OpenID providers that people sign in with. Default: none.</summary>
    public IReadOnlyList<OidcProvider> Oidc { get; init; } = [];

    /// <summary>The directories whose names and passwords open. Default: none.</summary>
    public IReadOnlyList<LdapDirectory> Ldap { get; init; } = [];

    /// <summary>How long sessions last.</summary>
    public SessionLimits Limits => new(SessionIdle, SessionLife);

    /// <summary>What is wrong with these options, each with its key; empty if they hold.</summary>
    public IEnumerable<string> Problems()
    {
        foreach (var problem in Oidc.SelectMany(provider => provider.Problems())) yield return problem;
        foreach (var problem in Ldap.SelectMany(directory => directory.Problems())) yield return problem;
        if (SessionIdle < TimeSpan.FromMinutes(1) || SessionIdle > SessionLife) yield return $"SignIn:SessionIdle is {SessionIdle}; it must be from 1 minute to SessionLife.";
        if (SessionLife > TimeSpan.FromDays(30)) yield return $"SignIn:SessionLife is {SessionLife}; the most is 30 days.";
        if (AttemptsPerMinute < 1) yield return $"SignIn:AttemptsPerMinute is {AttemptsPerMinute}; the least is 1.";
        if (PasswordIterations < 1000) yield return $"SignIn:PasswordIterations is {PasswordIterations}; the least is 1000.";
    }
}
