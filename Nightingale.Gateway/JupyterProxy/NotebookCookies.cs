using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Nightingale.Gateway.JupyterProxy;

/// <summary>Which cookies pass between browser and Jupyter: Jupyter's own, by name. Ours stay here, and Jupyter cannot set one of ours.</summary>
internal static class NotebookCookies
{
    /// <summary>The name of our own cookie on an instance's origin. Under TLS the prefix makes browsers keep it to this one host.</summary>
    public static string Name(bool secure) => secure ? "__Host-nightingale-notebook" : "nightingale-notebook";

    /// <summary>What of a browser's Cookie header goes on to Jupyter; empty if nothing does.</summary>
    public static StringValues ToJupyter(StringValues header)
    {
        if (header.Count == 0) return header;
        var kept = header.SelectMany(line => (line ?? "").Split(';')).Select(cookie => cookie.Trim()).Where(cookie => IsJupyters(cookie.Split('=')[0]));
        return string.Join("; ", kept) is { Length: > 0 } cookies ? cookies : StringValues.Empty;
    }

    /// <summary>What of Jupyter's Set-Cookie headers goes on to the browser: its own, for this one host and all of its paths.</summary>
    public static StringValues ToBrowser(StringValues header, bool secure)
    {
        if (header.Count == 0) return header;
        var kept = new List<string?>(header.Count);
        foreach (var line in header)
        {
            if (!SetCookieHeaderValue.TryParse(line, out var cookie) || !IsJupyters(cookie.Name.ToString())) continue;
            cookie.Domain = default;
            cookie.Secure = secure;
            if (cookie.SameSite is not SameSiteMode.Strict) cookie.SameSite = SameSiteMode.Lax;
            kept.Add(cookie.ToString());
        }

        return kept.ToArray();
    }

    // _xsrf has to be read by Jupyter's own scripts; username-… is its login.
    private static bool IsJupyters(string name) => name == "_xsrf" || name.StartsWith("username-", StringComparison.Ordinal);
}
