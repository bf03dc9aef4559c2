using Microsoft.AspNetCore.Http;

namespace Nightingale.Gateway.JupyterProxy;

/// <summary>Whether a request that came with a cookie was meant: browsers send cookies along with what pages of others ask for.</summary>
internal static class SameSite
{
    private const string Mode = "Sec-Fetch-Mode";

    /// <summary>Whether a person opens a page, as browsers tell.</summary>
    public static bool IsNavigation(HttpRequest request) => HttpMethods.IsGet(request.Method) && request.Headers[Mode] == "navigate";

    /// <summary>
    /// Whether a person waits for a page, without anything that shows who they are; older browsers tell by what they accept alone. Good for leading somewhere, and
    /// for nothing that a page of another origin must not bring about.
    /// </summary>
    public static bool IsPerson(HttpRequest request) =>
        request.Headers.Authorization.Count == 0
        && (IsNavigation(request)
            || (HttpMethods.IsGet(request.Method) && request.Headers[Mode].Count == 0 && request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase)));

    /// <summary>
    /// Whether a request came from a page of this origin. A WebSocket, and whatever changes something, must say so. Everything else must not say
    /// otherwise, unless a person follows a link in a tab.
    /// </summary>
    public static bool Allows(HttpContext http, string own)
    {
        var headers = http.Request.Headers;
        if (headers.Upgrade.Count > 0 || !IsRead(http.Request.Method)) return headers.Origin is [{ } named] && NotebookOrigins.Same(named, own);
        if (headers.Origin is [{ } origin] && !NotebookOrigins.Same(origin, own)) return false;
        return headers["Sec-Fetch-Site"].ToString() is "" or "same-origin" or "none" || (IsNavigation(http.Request) && headers["Sec-Fetch-Dest"] == "document");
    }

    /// <summary>Whether a method changes nothing.</summary>
    public static bool IsRead(string method) => HttpMethods.IsGet(method) || HttpMethods.IsHead(method);
}
