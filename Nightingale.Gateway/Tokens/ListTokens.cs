using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Nightingale.Gateway.OpenApi;

namespace Nightingale.Gateway.Tokens;

/// <summary><c>GET /api/v1/tokens</c></summary>
internal static class ListTokens
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/api/v1/tokens", Handle)
        .Describe("listTokens", "List tokens", "Every token, without its secret, in the order in which they were made.", "Tokens");

    private static Ok<List<TokenView>> Handle(GatewayServices gateway) =>
        TypedResults.Ok(gateway.Tokens.All.Select(TokenView.Of).ToList());
}
