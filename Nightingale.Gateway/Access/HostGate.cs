using Microsoft.AspNetCore.Http;
using Nightingale.Gateway.JupyterProxy;
using Nightingale.Gateway.Problems;

namespace Nightingale.Gateway.Access;

/// <summary>
/// Answers only requests for hosts that are ours: the API and the UI at the main one, and at an instance's host its Jupyter and nothing else. A page in a
/// researcher's browser whose own host name was made to point here (DNS rebinding) sends its own name and is turned away.
/// </summary>
internal sealed class HostGate(RequestDelegate next, NotebookOrigins origins)
{
    private const string Bearer = "Bearer ";

    public Task InvokeAsync(HttpContext http)
    {
        if (origins.IsMain(http))
        {
            // What speaks TLS stands before us. It passes on the name that it was called by, and cookies and origins are what they are under that name.
            if (origins.IsPublic(http) && origins.IsSecure) http.Request.Scheme = Uri.UriSchemeHttps;
            return next(http);
        }

        if (!origins.TryFind(http, out var instance)) return Elsewhere.ExecuteAsync(http);

        // From here on the address says which instance: no route but the proxy's lies there.
        http.Features.Set(new NotebookOrigin(instance));
        http.Request.Path = new PathString($"/i/{instance}").Add(http.Request.Path);

        // Pages of Jupyter have words of their own for it.
        if (!http.Request.Headers.Authorization.ToString().StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)) http.Request.Headers.Authorization = default;
        return next(http);
    }

    private static Problem Elsewhere => new(ProblemKind.Misdirected, "Use the address that nightingale printed when it started.");
}
