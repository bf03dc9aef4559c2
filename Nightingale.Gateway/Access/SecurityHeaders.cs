using Microsoft.AspNetCore.Http;

namespace Nightingale.Gateway.Access;

/// <summary>Tells browsers to keep nothing, to guess no types, and to run and frame nothing of what the API answers.</summary>
internal static class SecurityHeaders
{
    public static Task Add(HttpContext http, RequestDelegate next)
    {
        Set(http.Response.Headers);
        return next(http);
    }

    /// <summary>Sets them, over whatever there is.</summary>
    public static void Set(IHeaderDictionary headers)
    {
        headers.CacheControl = "no-store";
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
    }
}
