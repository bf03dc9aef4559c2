using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Nightingale.Gateway.Access;
using Nightingale.Gateway.OpenApi;

namespace Nightingale.Gateway.Tokens;

/// <summary><c>GET /api/v1/tokens</c></summary>
internal static class ListTokens
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/api/v1/tokens", Handle)
        .Describe("listTokens", "List tokens", "One's own, without their secrets, in the order in which they were made; for operators everybody's.", "Tokens");

    private static Ok<List<TokenView>> Handle(GatewayServices gateway, Caller caller) =>
        TypedResults.Ok(gateway.Tokens.All.Where(token => OwnTokens.IsOf(caller, token)).Select(TokenView.Of).ToList());
}
