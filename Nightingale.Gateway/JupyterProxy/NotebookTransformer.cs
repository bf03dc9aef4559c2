using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Nightingale.Gateway.Access;
using Yarp.ReverseProxy.Forwarder;

namespace Nightingale.Gateway.JupyterProxy;

/// <summary>
/// What changes between browser and Jupyter. To Jupyter goes its own token and nothing with which somebody is known here; to the browser goes nothing
/// that would open its origin to others, and no token.
/// </summary>
internal sealed class NotebookTransformer(OpenPassages open, NotebookOrigins origins) : HttpTransformer
{
    // An answer longer than this lasts, and so does one whose length nobody knows.
    private const long Long = 1 << 20;

    // To Jupyter the request comes from a program on its own machine that has its token; who may ask, and from which page, was decided before.
    private static readonly string[] NotToJupyter =
    [
        "Authorization", "Origin", "Referer", "Forwarded", "X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "X-Forwarded-Prefix", "X-Forwarded-Port", "X-Real-IP",
        "Proxy-Authorization", "Proxy-Connection", "Keep-Alive", "TE", "Trailer", "X-HTTP-Method-Override",
    ];

    // Jupyter runs what its user writes. These would send browsers elsewhere, or open this origin to pages of others.
    private static readonly string[] NotToBrowser =
    [
        "Access-Control-Allow-Origin", "Access-Control-Allow-Credentials", "Access-Control-Allow-Headers", "Access-Control-Allow-Methods", "Access-Control-Expose-Headers",
        "Alt-Svc", "Clear-Site-Data", "NEL", "Report-To", "Reporting-Endpoints", "Refresh", "Server", "Service-Worker-Allowed", "Strict-Transport-Security", "WWW-Authenticate", "X-Accel-Redirect", "X-Sendfile",
    ];

    private static readonly string[] ConnectionWords = ["close", "keep-alive", "upgrade"];

    /// <inheritdoc/>
    public override async ValueTask TransformRequestAsync(HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
    {
        var passage = httpContext.Features.GetRequiredFeature<Passage>();
        Clean(httpContext.Request.Headers);
        await base.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken);

        // As it came, byte for byte: what was checked is what is sent.
        proxyRequest.RequestUri = new Uri(destinationPrefix + passage.Path, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        var headers = proxyRequest.Headers;
        headers.Host = null;
        headers.TryAddWithoutValidation("Authorization", passage.Way.Authorization);
        headers.TryAddWithoutValidation("X-Forwarded-For", httpContext.Connection.RemoteIpAddress?.ToString());
        headers.TryAddWithoutValidation("X-Forwarded-Proto", origins.IsSecure ? "https" : "http");
        headers.TryAddWithoutValidation("X-Forwarded-Host", httpContext.Request.Host.Value);
    }

    /// <inheritdoc/>
    public override async ValueTask<bool> TransformResponseAsync(HttpContext httpContext, HttpResponseMessage? proxyResponse, CancellationToken cancellationToken)
    {
        var passage = httpContext.Features.GetRequiredFeature<Passage>();
        var headers = httpContext.Response.Headers;
        if (passage.Origin is not null) headers.Clear();
        if (proxyResponse is not null && Lasts(proxyResponse)) open.Add(passage);
        await base.TransformResponseAsync(httpContext, proxyResponse, cancellationToken);

        foreach (var name in NotToBrowser) headers.Remove(name);
        headers.SetCookie = passage.Origin is null ? default : NotebookCookies.ToBrowser(headers.SetCookie, origins.IsSecure);
        if (headers.Location.Count > 0) headers.Location = headers.Location is [{ } location] ? Here(location, passage) : null;
        if (passage.Origin is null) SecurityHeaders.Set(headers);
        else Protect(headers);
        return true;
    }

    /// <inheritdoc/>
    public override ValueTask TransformResponseTrailersAsync(HttpContext httpContext, HttpResponseMessage proxyResponse, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    private static void Clean(IHeaderDictionary headers)
    {
        if (headers.Connection.Count > 0) CleanNamed(headers);
        foreach (var name in NotToJupyter) headers.Remove(name);
        if (headers.Cookie.Count > 0) headers.Cookie = NotebookCookies.ToJupyter(headers.Cookie);
    }

    // What a sender calls a matter of its own connection goes no further.
    private static void CleanNamed(IHeaderDictionary headers)
    {
        foreach (var word in headers.Connection.SelectMany(line => (line ?? "").Split(',')).Select(word => word.Trim()))
            if (word.Length > 0 && !ConnectionWords.Contains(word, StringComparer.OrdinalIgnoreCase)) headers.Remove(word);
    }

    private static bool Lasts(HttpResponseMessage response) =>
        response.StatusCode is HttpStatusCode.SwitchingProtocols || response.Content.Headers.ContentLength is null or > Long;

    // Jupyter knows nothing of where people see it. At the main origin it may lead to its own addresses alone: whoever follows brings a token along that is good
    // for the whole API.
    private static string? Here(string location, Passage passage)
    {
        if (location.StartsWith(passage.Way.Root + "/", StringComparison.OrdinalIgnoreCase)) location = location[passage.Way.Root.Length..];
        if (passage.Origin is null) return NotebookPath.TryParse(location, out _) ? passage.Prefix + location : null;
        return location;
    }

    private static void Protect(IHeaderDictionary headers)
    {
        if (headers.CacheControl.Count == 0) headers.CacheControl = "no-store";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
    }
}
