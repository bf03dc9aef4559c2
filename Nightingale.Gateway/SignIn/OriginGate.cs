using Microsoft.AspNetCore.Http;
using Nightingale.Gateway.JupyterProxy;
using Nightingale.Gateway.Problems;
using Nightingale.Gateway.Sessions;

namespace Nightingale.Gateway.SignIn;

/// <summary>
/// Lets a browser change something only from a page of ours. It is asked for the origin and not for the site: the pages of instances lie on neighbouring hosts
/// of the same site, and what runs there is not trusted. Signing in is held to it too, so that nobody is signed in as somebody else unawares. The hosts of
/// instances have a rule of their own.
/// </summary>
internal sealed class OriginGate(RequestDelegate next)
{
    private const string FetchSite = "Sec-Fetch-Site";

    private static readonly Problem Elsewhere = new(ProblemKind.Forbidden, "This request comes from a page of another origin, or does not say where from. Use Nightingale's own page, or send a bearer token.");

    public Task InvokeAsync(HttpContext http) => NotebookOrigin.Of(http) is not null || IsOurs(http.Request) ? next(http) : Elsewhere.ExecuteAsync(http);

    private static bool IsOurs(HttpRequest request)
    {
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method)) return true;

        // Browsers add no such header by themselves.
        if (request.Headers.Authorization.Count > 0) return true;
        if (request.Headers.Origin is [{ } origin]) return string.Equals(origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase);
        if (request.Headers.Origin.Count > 0) return false;
        if (request.Headers[FetchSite] is [{ } site]) return site == "same-origin";

        // A program: it has no cookie that it did not ask for.
        return request.Headers[FetchSite].Count == 0 && SessionCookie.Read(request.HttpContext, SessionCookie.Session) is null;
    }
}
