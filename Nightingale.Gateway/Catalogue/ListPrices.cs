using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Nightingale.Gateway.OpenApi;

namespace Nightingale.Gateway.Catalogue;

/// <summary><c>GET /api/v1/prices</c></summary>
internal static class ListPrices
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/api/v1/prices", Handle)
        .Describe("listPrices", "List prices", "What each named size costs now, on each target and market that has it. One that has no price is missing, and never free.", "Catalogue");

    private static Ok<IReadOnlyList<PriceOffer>> Handle(GatewayServices gateway) => TypedResults.Ok(gateway.Prices());
}
