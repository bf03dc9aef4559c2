using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Nightingale.Gateway.OpenApi;

namespace Nightingale.Gateway.Catalogue;

/// <summary><c>GET /api/v1/sizes</c></summary>
internal static class ListSizes
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/api/v1/sizes", Handle)
        .Describe("listSizes", "List sizes", "Sizes that can be asked for by name, and what each is on each target. Free combinations are possible too.", "Catalogue");

    private static Ok<IReadOnlyList<SizeOffer>> Handle(GatewayServices gateway) => TypedResults.Ok(gateway.Catalogue.Sizes());
}
