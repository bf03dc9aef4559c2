using System.ComponentModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Nightingale.Actors.Accounts;
using Nightingale.Gateway.Access;
using Nightingale.Gateway.OpenApi;

namespace Nightingale.Gateway.Accounts;

/// <summary><c>GET /api/v1/accounts</c></summary>
internal static class ListAccounts
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/api/v1/accounts", Handle)
        .Describe("listAccounts", "List accounts", "Those that the caller may see, in the order of ids, with what the caller is in each.", "Accounts");

    private static Ok<List<AccountView>> Handle(GatewayServices gateway, Caller caller) => TypedResults.Ok(gateway.Memberships.Accounts.Values
        .Where(account => caller.MaySee(account.Account))
        .Select(account => new AccountView(account.Account, account.Name, account.Currency, caller.RoleIn(account.Account), caller.MayUse(account.Account), caller.MayRun(account.Account)))
        .ToList());
}

/// <summary>An account as its members see it.</summary>
internal sealed record AccountView(
    [property: Description("The account.")] string Id,
    [property: Description("For people.")] string Name,
    [property: Description("Of every amount.")] string Currency,
    [property: Description("What the caller is in it; null: no member, but one who sees all accounts.")] MemberRole? Role,
    [property: Description("Whether the caller may open its notebooks.")] bool MayUse,
    [property: Description("Whether the caller may launch, start and stop its instances.")] bool MayRun);
