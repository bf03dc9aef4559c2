using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Nightingale.Gateway.Sessions;

/// <summary>
/// Our cookies: no script reads them, other sites do not send them along, and no other host gets them. Over https their names begin with <c>__Host-</c>, so
/// that browsers take none that a neighbouring host sets. Over http, which is loopback, they bear the port, since cookies do not tell ports apart.
/// </summary>
internal static class SessionCookie
{
    /// <summary>The cookie of the session.</summary>
    public const string Session = "session";

    /// <summary>The value of one of our cookies; null if it is not there.</summary>
    public static string? Read(HttpContext http, string purpose) => http.Request.Cookies[Name(http, purpose)];

    /// <summary>Sets one, for as long as the browser is open or for a time.</summary>
    public static void Write(HttpContext http, string purpose, string value, TimeSpan? lasts = null) => http.Response.Cookies.Append(Name(http, purpose), value, Options(http, lasts));

    /// <summary>Takes one back.</summary>
    public static void Remove(HttpContext http, string purpose) => http.Response.Cookies.Delete(Name(http, purpose), Options(http, lasts: null));

    private static string Name(HttpContext http, string purpose) => http.Request.IsHttps
        ? $"__Host-nightingale-{purpose}"
        : string.Create(CultureInfo.InvariantCulture, $"nightingale-{purpose}-{http.Connection.LocalPort}");

    // Lax, not Strict: whoever comes back from a provider, or follows a link from a mail, is signed in. What changes things is held to its origin besides.
    private static CookieOptions Options(HttpContext http, TimeSpan? lasts) =>
        new() { HttpOnly = true, Secure = http.Request.IsHttps, SameSite = SameSiteMode.Lax, Path = "/", MaxAge = lasts };
}
