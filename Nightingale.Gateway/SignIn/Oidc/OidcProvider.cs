namespace Nightingale.Gateway.SignIn.Oidc;

/// <summary>An OpenID provider that people sign in with, as operators configure it.</summary>
public sealed record OidcProvider
{
    /// <summary>Its name here: lower-case letters, digits and hyphens. It is part of addresses, and of what people are linked by.</summary>
    public required string Name { get; init; }

    /// <summary>The issuer, whose <c>/.well-known/openid-configuration</c> says the rest; https, unless it is on this machine.</summary>
    public required Uri Issuer { get; init; }

    /// <summary>As the provider knows this installation.</summary>
    public required string ClientId { get; init; }

    /// <summary>The file with the client's secret; null: it has none, and PKCE alone protects the code.</summary>
    public string? ClientSecretFile { get; init; }

    /// <summary>What is asked for. Default: <c>openid profile</c>.</summary>
    public string Scope { get; init; } = "openid profile";

    /// <summary>What a new person is called by. Default: <c>preferred_username</c>.</summary>
    public string NameClaim { get; init; } = "preferred_username";

    /// <summary>Whether whoever the provider knows and nobody here is linked to becomes a researcher without accounts. Default: no, they are refused.</summary>
    public bool CreatesPeople { get; init; }

    /// <summary>What is wrong with it; empty if it holds.</summary>
    public IEnumerable<string> Problems()
    {
        if (!IsName(Name)) yield return $"SignIn:Oidc has a provider called '{Name}'; a name is 1 to 30 lower-case letters, digits and hyphens.";
        if (!Issuer.IsAbsoluteUri || (Issuer.Scheme != Uri.UriSchemeHttps && !Issuer.IsLoopback)) yield return $"SignIn:Oidc:{Name}:Issuer is {Issuer}; it must be an https address.";
    }

    internal static bool IsName(string name) => name is { Length: >= 1 and <= 30 } && name.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter is '-');
}
