using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Nightingale.Actors.Accounts;
using Nightingale.Gateway.Access;
using Nightingale.Gateway.OpenApi;
using Nightingale.Gateway.Problems;
using Nightingale.Gateway.Requests;

namespace Nightingale.Gateway.Accounts;

/// <summary><c>POST /api/v1/accounts/{id}/grants</c></summary>
internal static class GrantCredit
{
    private const int LongestNote = 500;

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/api/v1/accounts/{id}/grants", Handle)
        .Describe("grantCredit", "Grant an account credit", "Send it with a key: a repetition without one is a second grant.", "Accounts")
        .Takes<GrantBody>()
        .Repeatable()
        .Answers<BalanceView>(StatusCodes.Status201Created)
        .Refuses(ProblemKind.UnknownAccount, ProblemKind.KeyReused);

    private static async Task<IResult> Handle(string id, HttpContext http, GatewayServices gateway, Caller caller)
    {
        if (!(await JsonBody.Read<GrantBody>(http.Request)).Holds(out var body, out var problem)) return problem;
        var errors = new FieldErrors();
        if (body.Amount is null) errors.Add("amount", "Must be given: more than 0, in the account's currency.");
        if (string.IsNullOrWhiteSpace(body.Note) || body.Note.Length > LongestNote) errors.Add("note", $"Must say why, in 1 to {LongestNote} characters: the ledger keeps it.");
        if (errors.Any) return Problem.Invalid(errors);

        var grant = new AccountCommand.GrantCredit(gateway.Now(), body.Amount!.Value, body.Note!);
        return await AccountAccess.Send(http, gateway, caller, id, $"grant {id}", body, grant, state => TypedResults.Created((string?)null, BalanceView.Of(state, gateway.Now())));
    }

    /// <summary>The credit that is to be granted.</summary>
    internal sealed record GrantBody
    {
        [Description("In the account's currency, more than 0, with at most six decimals."), Required]
        public decimal? Amount { get; init; }

        [Description("Why, for the ledger."), Required]
        public string? Note { get; init; }
    }
}
