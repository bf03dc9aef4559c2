using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Nightingale.Gateway.OpenApi;
using Nightingale.Gateway.Problems;

namespace Nightingale.Gateway.Accounts;

/// <summary><c>GET /api/v1/accounts/{id}/permissions</c></summary>
internal static class ShowPermissions
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/api/v1/accounts/{id}/permissions", Handle)
        .Describe("showPermissions", "Show what an account permits", "What is possible inside its instances: all of it, until an owner decides otherwise.", "Accounts")
        .Answers<PermissionsView>()
        .Refuses(ProblemKind.UnknownAccount);

    private static async Task<IResult> Handle(string id, HttpContext http, GatewayServices gateway) =>
        await AccountAccess.Find(gateway, id, http.RequestAborted) is { } account ? TypedResults.Ok(PermissionsView.Of(account.Permissions)) : AccountAccess.NoSuchAccount;
}
