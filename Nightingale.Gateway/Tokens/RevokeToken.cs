using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Nightingale.Gateway.Access;
using Nightingale.Gateway.OpenApi;
using Nightingale.Gateway.Problems;

namespace Nightingale.Gateway.Tokens;

/// <summary><c>DELETE /api/v1/tokens/{id}</c></summary>
internal static class RevokeToken
{
    private static readonly Problem NoSuchToken = new(ProblemKind.NotFound, "There is no token with this id among those that you may see. The list of tokens names them all.");

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapDelete("/api/v1/tokens/{id}", Handle)
        .Describe("revokeToken", "Revoke a token", "It ceases to be good at once, on other nodes of a cluster within a second, and streams that it opened end within a heartbeat.", "Tokens")
        .Produces(StatusCodes.Status204NoContent)
        .Refuses(ProblemKind.NotFound);

    private static async Task<IResult> Handle(string id, GatewayServices gateway, Caller caller) =>
        gateway.Tokens.All.Any(token => token.Id == id && OwnTokens.IsOf(caller, token)) && await gateway.Tokens.Revoke(id) ? TypedResults.NoContent() : NoSuchToken;
}
