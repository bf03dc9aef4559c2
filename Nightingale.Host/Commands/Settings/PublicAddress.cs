namespace Nightingale.Host.Commands.Settings;

/// <summary>What an address of the gateway's must be that people see, in their browsers and in certificates.</summary>
internal static class PublicAddress
{
    public const string UrlForm = "like https://nightingale.example, without a path";
    public const string DomainForm = "a domain name, like notebooks.example";

    /// <summary>Reads the address that people type.</summary>
    public static bool Url(string text, out string? url)
    {
        url = text;
        return Uri.TryCreate(text, UriKind.Absolute, out var address) && address is { Scheme: "http" or "https", PathAndQuery: "/", Fragment: "", UserInfo: "" };
    }

    /// <summary>Reads the domain of the instances.</summary>
    public static bool Domain(string text, out string domain)
    {
        domain = text;
        return Uri.CheckHostName(text) is UriHostNameType.Dns && !text.StartsWith('.') && !text.EndsWith('.');
    }
}
