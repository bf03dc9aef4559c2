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

/// <summary><c>POST /api/v1/accounts</c></summary>
internal static class OpenAccount
{
    private const int LongestId = 63;
    private const int LongestName = 100;

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/api/v1/accounts", Handle)
        .Describe("openAccount", "Open an account", "Opening one again with the same name and currency changes nothing.", "Accounts")
        .Takes<WantedAccountBody>()
        .Repeatable()
        .Answers<BalanceView>(StatusCodes.Status201Created)
        .Refuses(ProblemKind.Conflict, ProblemKind.KeyReused);

    private static async Task<IResult> Handle(HttpContext http, GatewayServices gateway, Caller caller)
    {
        if (!(await JsonBody.Read<WantedAccountBody>(http.Request)).Holds(out var body, out var problem)) return problem;
        var errors = new FieldErrors();
        if (!IsId(body.Id)) errors.Add("id", $"Must be 1 to {LongestId} lower-case letters, digits and hyphens, and begin with a letter.");
        if (string.IsNullOrWhiteSpace(body.Name) || body.Name.Length > LongestName || body.Name.Any(char.IsControl)) errors.Add("name", $"Must be 1 to {LongestName} characters.");
        if (body.Currency is not { Length: 3 } || !body.Currency.All(char.IsAsciiLetterUpper)) errors.Add("currency", "Must be three capital letters, as in USD.");
        if (errors.Any) return Problem.Invalid(errors);

        var open = new AccountCommand.Open(gateway.Now(), body.Id!, body.Name!, body.Currency!);
        return await AccountAccess.Send(http, gateway, caller, open.Id, "open", body, open, state => TypedResults.Created($"/api/v1/accounts/{state.Id}/balance", BalanceView.Of(state, gateway.Now())));
    }

    // The id becomes part of addresses, tags and file names.
    private static bool IsId(string? id) =>
        id is { Length: >= 1 and <= LongestId } && char.IsAsciiLetterLower(id[0]) && id.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter is '-');

    /// <summary>The account that is to be opened.</summary>
    internal sealed record WantedAccountBody
    {
        [Description("Lower-case letters, digits and hyphens."), Required]
        public string? Id { get; init; }

        [Description("For people."), Required]
        public string? Name { get; init; }

        [Description("Of every amount, as in USD; the price book must know it."), Required]
        public string? Currency { get; init; }
    }
}
