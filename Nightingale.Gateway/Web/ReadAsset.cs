using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Nightingale.Gateway.Problems;

namespace Nightingale.Gateway.Web;

/// <summary><c>GET /assets/{file}</c>: scripts, styles and pictures of the UI.</summary>
internal static class ReadAsset
{
    private static readonly Problem NoSuchAsset = new(ProblemKind.NotFound, "This gateway's web UI has no such file; it was probably renewed. Reload the page.");

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/assets/{file}", Handle).WithName("readAsset").ExcludeFromDescription();

    private static IResult Handle(string file, HttpContext http, GatewayServices gateway)
    {
        if (gateway.Web.Find($"assets/{file}") is not { } asset) return NoSuchAsset;
        // The name holds a hash of the content: under this name it never changes.
        http.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
        return asset.Answer(http);
    }
}
