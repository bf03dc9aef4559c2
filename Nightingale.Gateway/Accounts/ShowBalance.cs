using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Nightingale.Gateway.OpenApi;
using Nightingale.Gateway.Problems;

namespace Nightingale.Gateway.Accounts;

/// <summary><c>GET /api/v1/accounts/{id}/balance</c></summary>
internal static class ShowBalance
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/api/v1/accounts/{id}/balance", Handle)
        .Describe("showBalance", "Show an account's balance", "The live balance: every interval that was counted is in it.", "Accounts")
        .Answers<BalanceView>()
        .Refuses(ProblemKind.UnknownAccount);

    private static async Task<IResult> Handle(string id, HttpContext http, GatewayServices gateway) =>
        await AccountAccess.Find(gateway, id, http.RequestAborted) is { } account ? TypedResults.Ok(BalanceView.Of(account, gateway.Now())) : AccountAccess.NoSuchAccount;
}
