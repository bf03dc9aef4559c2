using System.ComponentModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Nightingale.Actors.Accounts;
using Nightingale.Gateway.Access;
using Nightingale.Gateway.OpenApi;
using Nightingale.Gateway.Problems;
using Nightingale.Gateway.Requests;

namespace Nightingale.Gateway.Accounts;

/// <summary><c>PUT /api/v1/accounts/{id}/budget</c></summary>
internal static class SetBudget
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPut("/api/v1/accounts/{id}/budget", Handle)
        .Describe("setBudget", "Set an account's budget", "What it means to spend in a month. The balance shows how much of it is used; nothing is stopped when it is used up.", "Accounts")
        .Takes<BudgetBody>()
        .Repeatable()
        .Answers<BalanceView>()
        .Refuses(ProblemKind.UnknownAccount, ProblemKind.KeyReused);

    private static async Task<IResult> Handle(string id, HttpContext http, GatewayServices gateway, Caller caller)
    {
        if (!(await JsonBody.Read<BudgetBody>(http.Request)).Holds(out var body, out var problem)) return problem;
        var set = new AccountCommand.SetBudget(gateway.Now(), body.Monthly);
        return await AccountAccess.Send(http, gateway, caller, id, $"budget {id}", body, set, state => TypedResults.Ok(BalanceView.Of(state, gateway.Now())));
    }

    /// <summary>What the account means to spend.</summary>
    internal sealed record BudgetBody
    {
        [Description("A month, in the account's currency, more than 0; null or not given: no budget.")]
        public decimal? Monthly { get; init; }
    }
}
