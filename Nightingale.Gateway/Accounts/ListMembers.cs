using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Nightingale.Gateway.OpenApi;
using Nightingale.Gateway.Problems;

namespace Nightingale.Gateway.Accounts;

/// <summary><c>GET /api/v1/accounts/{id}/members</c></summary>
internal static class ListMembers
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/api/v1/accounts/{id}/members", Handle)
        .Describe("listMembers", "List an account's members", "As the account knows them now. Who was one before is in the journal.", "Accounts")
        .Answers<MembersView>()
        .Refuses(ProblemKind.UnknownAccount);

    private static async Task<IResult> Handle(string id, HttpContext http, GatewayServices gateway) =>
        await AccountAccess.Find(gateway, id, http.RequestAborted) is { } account ? TypedResults.Ok(MembersView.Of(account)) : AccountAccess.NoSuchAccount;
}
