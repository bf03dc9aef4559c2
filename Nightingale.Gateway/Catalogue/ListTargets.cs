using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Nightingale.Gateway.OpenApi;

namespace Nightingale.Gateway.Catalogue;

/// <summary><c>GET /api/v1/targets</c></summary>
internal static class ListTargets
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/api/v1/targets", Handle)
        .Describe("listTargets", "List targets", "Where instances can run.", "Catalogue");

    private static Ok<IReadOnlyList<TargetOffer>> Handle(GatewayServices gateway) => TypedResults.Ok(gateway.Catalogue.Targets());
}
