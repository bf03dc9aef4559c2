using System.DirectoryServices.Protocols;
using System.Globalization;
using System.Net;
using System.Text;

namespace Nightingale.Gateway.SignIn.Ldap;

/// <summary>Asks a directory whether a password is somebody's: looks for the entry, and binds as it.</summary>
internal static class LdapClient
{
    private const int InvalidCredentials = 49;
    private const int NoSuchObject = 32;

    private static readonly TimeSpan Within = TimeSpan.FromSeconds(10);

    /// <summary>Who it is; null if the directory does not know them, or not with this password.</summary>
    /// <exception cref="LdapUnavailableException">The directory cannot say.</exception>
    public static async Task<Entry?> Bind(LdapDirectory directory, string name, string password, CancellationToken cancel)
    {
        // With an empty password a bind is one of nobody, which succeeds.
        if (name.Length == 0 || password.Length == 0) return null;
        var search = directory.BindPasswordFile is { } file ? (await File.ReadAllTextAsync(file, cancel)).Trim() : null;

        // The library waits for the server on the calling thread.
        return await Task.Run(() => Bind(directory, name, password, search), cancel);
    }

    /// <summary>A text as a value in a search filter (RFC 4515): whatever could be more than a letter is written as its bytes.</summary>
    public static string Escape(string value)
    {
        var escaped = new StringBuilder();
        foreach (var one in Encoding.UTF8.GetBytes(value))
            if (char.IsAsciiLetterOrDigit((char)one) || (char)one is '.' or '-' or '_' or '@') escaped.Append((char)one);
            else escaped.Append(CultureInfo.InvariantCulture, $"\\{one:x2}");
        return escaped.ToString();
    }

    private static Entry? Bind(LdapDirectory directory, string name, string password, string? searchPassword)
    {
        try
        {
            using var searching = Connect(directory);
            if (directory.BindDn is { } searcher) searching.Bind(new NetworkCredential(searcher, searchPassword));
            else searching.Bind();
            if (Find(searching, directory, name) is not { } entry) return null;
            using var proving = Connect(directory);
            return Proves(proving, entry.Dn, password) ? entry : null;
        }
        catch (DirectoryException fault)
        {
            throw new LdapUnavailableException($"The directory {directory.Name} does not answer as it should.", fault);
        }
    }

    private static bool Proves(LdapConnection connection, string dn, string password)
    {
        try
        {
            connection.Bind(new NetworkCredential(dn, password));
            return true;
        }
        catch (LdapException refused) when (refused.ErrorCode is InvalidCredentials or NoSuchObject)
        {
            return false;
        }
    }

    // Of several entries none is meant.
    private static Entry? Find(LdapConnection connection, LdapDirectory directory, string name)
    {
        var request = new SearchRequest(directory.SearchBase, $"({directory.NameAttribute}={Escape(name)})", SearchScope.Subtree, directory.NameAttribute, "displayName", "cn") { SizeLimit = 2 };
        var found = ((SearchResponse)connection.SendRequest(request, Within)).Entries;
        if (found.Count != 1) return null;
        return new(found[0].DistinguishedName, Value(found[0], directory.NameAttribute) ?? name, Value(found[0], "displayName") ?? Value(found[0], "cn"));
    }

    private static string? Value(SearchResultEntry entry, string attribute) => entry.Attributes[attribute] is { Count: > 0 } values ? values[0] as string : null;

    private static LdapConnection Connect(LdapDirectory directory)
    {
        var connection = new LdapConnection(new LdapDirectoryIdentifier(directory.Host, directory.Port)) { AuthType = AuthType.Basic, Timeout = Within };
        connection.SessionOptions.ProtocolVersion = 3;
        connection.SessionOptions.ReferralChasing = ReferralChasingOptions.None;
        if (directory.Security is LdapSecurity.Tls) connection.SessionOptions.SecureSocketLayer = true;
        if (directory.Security is LdapSecurity.StartTls) connection.SessionOptions.StartTransportLayerSecurity(null);
        return connection;
    }

    /// <summary>An entry of the directory.</summary>
    /// <param name="Dn">Where it is.</param>
    /// <param name="Name">What the person is called there.</param>
    /// <param name="DisplayName">For people.</param>
    public sealed record Entry(string Dn, string Name, string? DisplayName);
}

/// <summary>A directory cannot say. The message is fit for people.</summary>
internal sealed class LdapUnavailableException(string message, Exception inner) : Exception(message, inner);
