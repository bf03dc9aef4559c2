using System.Net;
using Nightingale.Gateway.SignIn.Oidc;

namespace Nightingale.Gateway.SignIn.Ldap;

/// <summary>How a connection to a directory is protected.</summary>
public enum LdapSecurity
{
    /// <summary>TLS from the first byte (ldaps).</summary>
    Tls,

    /// <summary>TLS before anything is said (StartTLS).</summary>
    StartTls,

    /// <summary>None: for a directory on this machine alone.</summary>
    None,
}

/// <summary>A directory whose names and passwords open, as operators configure it.</summary>
public sealed record LdapDirectory
{
    /// <summary>Its name here: lower-case letters, digits and hyphens.</summary>
    public required string Name { get; init; }

    /// <summary>The server's host.</summary>
    public required string Host { get; init; }

    /// <summary>The server's port. Default 636.</summary>
    public int Port { get; init; } = 636;

    /// <summary>How the connection is protected. Default: <see cref="LdapSecurity.Tls"/>.</summary>
    public LdapSecurity Security { get; init; } = LdapSecurity.Tls;

    /// <summary>The entry under which people are looked for.</summary>
    public required string SearchBase { get; init; }

    /// <summary>The attribute that the name is looked for in. Default: <c>uid</c>.</summary>
    public string NameAttribute { get; init; } = "uid";

    /// <summary>As whom the search is made; null: as nobody, if the directory lets nobody search.</summary>
    public string? BindDn { get; init; }

    /// <summary>The file with that password.</summary>
    public string? BindPasswordFile { get; init; }

    /// <summary>Whether whoever the directory knows and nobody here is linked to becomes a researcher without accounts. Default: no, they are refused.</summary>
    public bool CreatesPeople { get; init; }

    /// <summary>What is wrong with it; empty if it holds.</summary>
    public IEnumerable<string> Problems()
    {
        if (!OidcProvider.IsName(Name)) yield return $"SignIn:Ldap has a directory called '{Name}'; a name is 1 to 30 lower-case letters, digits and hyphens.";
        if (Port is < 1 or > 65535) yield return $"SignIn:Ldap:{Name}:Port is {Port}; it must be from 1 to 65535.";
        if (NameAttribute.Length == 0 || !NameAttribute.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-')) yield return $"SignIn:Ldap:{Name}:NameAttribute is '{NameAttribute}'; it must be an attribute's name.";
        if (Security is LdapSecurity.None && Host != "localhost" && !(IPAddress.TryParse(Host, out var address) && IPAddress.IsLoopback(address)))
            yield return $"SignIn:Ldap:{Name}:Security is none, which would carry passwords to {Host} in clear.";
        if ((BindDn is null) != (BindPasswordFile is null)) yield return $"SignIn:Ldap:{Name} has BindDn or BindPasswordFile without the other.";
    }
}
