using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Nightingale.Actors.Accounts;
using Nightingale.Gateway.Access;
using Nightingale.Gateway.OpenApi;
using Nightingale.Gateway.Problems;

namespace Nightingale.Gateway.Accounts;

/// <summary><c>DELETE /api/v1/accounts/{id}/members/{principal}</c></summary>
internal static class RemoveMember
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapDelete("/api/v1/accounts/{id}/members/{principal}", Handle)
        .Describe("removeMember", "Take a member's rights away", "Holds on every node within a moment, also for streams and notebooks that are open. The last owner stays.", "Accounts")
        .Repeatable()
        .Answers<MembersView>()
        .Refuses(ProblemKind.UnknownAccount, ProblemKind.Conflict, ProblemKind.KeyReused);

    private static Task<IResult> Handle(string id, string principal, HttpContext http, GatewayServices gateway, Caller caller) => AccountAccess.Send(
        http,
        gateway,
        caller,
        id,
        $"no member {id} {principal}",
        body: "",
        new AccountCommand.RemoveMember(gateway.Now(), principal),
        state => TypedResults.Ok(MembersView.Of(state)));
}
