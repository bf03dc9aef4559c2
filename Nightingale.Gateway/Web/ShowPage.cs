using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Nightingale.Gateway.Problems;

namespace Nightingale.Gateway.Web;

/// <summary>
/// <c>GET /</c> and the addresses of the UI's pages: the same document for all, which then shows what the address names. They are named here, so that
/// everything else stays a 404.
/// </summary>
internal static class ShowPage
{
    private const string Pages = "sign-in|instances|launch|accounts|cluster|people|journal|access|profile";

    // Nothing inline, nothing from elsewhere: what a page runs and asks is ours alone.
    private const string Policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    private static readonly Problem NotBuilt = new(
        ProblemKind.NotFound,
        "The web UI is not built into this gateway. ./nightingale builds it; by hand: npm ci and npm run build in web/, then dotnet build. The API is there without it.");

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/", Handle).WithName("showFirstPage").ExcludeFromDescription();
        routes.MapGet($"/{{page:regex(^({Pages})$)}}/{{**rest}}", Handle).WithName("showPage").ExcludeFromDescription();
    }

    private static IResult Handle(HttpContext http, GatewayServices gateway)
    {
        if (gateway.Web.Page is not { } page) return NotBuilt;
        http.Response.Headers.ContentSecurityPolicy = Policy;
        http.Response.Headers["Cross-Origin-Opener-Policy"] = "same-origin";
        return page.Answer(http);
    }
}
