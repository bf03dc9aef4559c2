using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Nightingale.Gateway.OpenApi;
using Nightingale.Gateway.Problems;

namespace Nightingale.Gateway.Instances;

/// <summary><c>GET /api/v1/instances/{id}</c></summary>
internal static class ShowInstance
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/api/v1/instances/{id}", Handle)
        .Describe("showInstance", "Show an instance", "Its live state: every command that was answered before is in it.", "Instances")
        .Answers<InstanceView>()
        .Refuses(ProblemKind.NotFound);

    private static async Task<IResult> Handle(HttpContext http, GatewayServices gateway)
    {
        var found = InstanceActions.Of(http);
        return TypedResults.Ok(await InstanceView.Of(gateway, found.State, found.Version, http.RequestAborted));
    }
}
