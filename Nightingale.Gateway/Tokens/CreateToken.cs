using System.ComponentModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Nightingale.Gateway.Access;
using Nightingale.Gateway.Accounts;
using Nightingale.Gateway.OpenApi;
using Nightingale.Gateway.Problems;
using Nightingale.Gateway.Requests;

namespace Nightingale.Gateway.Tokens;

/// <summary><c>POST /api/v1/tokens</c></summary>
internal static class CreateToken
{
    private const int MostAccounts = 100;

    private static readonly Problem ProgramsMakeNone = new(ProblemKind.Forbidden, "The token of a program makes no others. A person or an operator can.");

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/api/v1/tokens", Handle)
        .Describe(
            "createToken",
            "Create a token",
            "Without a role it is the caller's own, and may what the caller may at each moment, within its scope. With a role it is a program's, which operators "
            + "alone make. The answer holds the secret, which is shown this once.",
            "Tokens")
        .Takes<WantedTokenBody>()
        .Answers<NewTokenView>(StatusCodes.Status201Created);

    private static async Task<IResult> Handle(HttpContext http, GatewayServices gateway, Caller caller)
    {
        if (!(await JsonBody.Read<WantedTokenBody>(http.Request)).Holds(out var body, out var problem)) return problem;
        var ofProgram = caller.SystemRole is SystemRole.Operator && (body.Role is not null || caller.Person is null);
        if (!ofProgram && caller.Person is null) return ProgramsMakeNone;
        var errors = new FieldErrors();
        if (ofProgram) await CheckProgram(gateway, body, errors, http.RequestAborted);
        else OwnTokens.Check(caller, body, gateway.Now(), errors);
        if (errors.Any) return Problem.Invalid(errors);

        var accounts = (body.Accounts ?? []).Distinct(StringComparer.Ordinal).ToList();
        var (token, secret) = ofProgram
            ? await gateway.Tokens.Create(body.Name!, RoleOf(body.Role)!.Value, accounts, body.ExpiresAt, caller.Principal)
            : await gateway.Tokens.CreateFor(caller.Person!, body.Label, accounts, body.Access == "read", OwnTokens.End(caller, body.ExpiresAt, gateway.Now()));
        return TypedResults.Created($"/api/v1/tokens/{token.Id}", new NewTokenView(TokenView.Of(token), secret));
    }

    private static async Task CheckProgram(GatewayServices gateway, WantedTokenBody body, FieldErrors errors, CancellationToken cancel)
    {
        var role = RoleOf(body.Role);
        if (role is null) errors.Add("role", "Must be researcher, auditor or operator.");
        if (!Token.IsName(body.Name)) errors.Add("name", $"Must be 1 to {Token.LongestName} letters, digits, dots, hyphens, underscores or @.");
        else CheckOthers(gateway, body, role, errors);
        if (body.Label is not null) errors.Add("label", "Must not be given: the name says what it is for.");
        if (body.Access is not (null or "write")) errors.Add("access", "Must not be given: the role says what it may.");
        await CheckAccounts(gateway, body.Accounts ?? [], role, errors, cancel);
        if (body.ExpiresAt <= gateway.Time.GetUtcNow()) errors.Add("expiresAt", "Must be in the future.");
    }

    private static Role? RoleOf(string? text) => text switch
    {
        "researcher" => Role.Researcher,
        "auditor" => Role.Auditor,
        "operator" => Role.Operator,
        _ => null,
    };

    // The name is the principal: who is another in the journal must have another name.
    private static void CheckOthers(GatewayServices gateway, WantedTokenBody body, Role? role, FieldErrors errors)
    {
        var accounts = (body.Accounts ?? []).ToHashSet(StringComparer.Ordinal);
        if (PrincipalNames.IsOfPerson(gateway, body.Name!)) errors.Add("name", "Belongs to a person, who can make tokens alone. Choose another name.");
        else if (gateway.Tokens.All.Any(other => other.Name == body.Name && (other.Role != role || !accounts.SetEquals(other.Accounts))))
            errors.Add("name", "Belongs to a token with another role or other accounts. Choose another name, or revoke that token first.");
    }

    private static async Task CheckAccounts(GatewayServices gateway, IReadOnlyList<string> accounts, Role? role, FieldErrors errors, CancellationToken cancel)
    {
        if (role is Role.Researcher && accounts.Count is 0 or > MostAccounts)
            errors.Add("accounts", $"Must name 1 to {MostAccounts} accounts.");
        else if (role is Role.Auditor or Role.Operator && accounts.Count > 0)
            errors.Add("accounts", "Must be empty: this role sees every account.");
        else
            foreach (var account in accounts.Distinct(StringComparer.Ordinal))
                if (!await AccountAccess.Exists(gateway, account, cancel))
                    errors.Add("accounts", $"There is no account '{account}'.");
    }

    /// <summary>The token that is to be made.</summary>
    internal sealed record WantedTokenBody
    {
        [Description("Of a program's token, which bears it: letters, digits, dots, hyphens, underscores or @.")]
        public string? Name { get; init; }

        [Description("Of a program's token: researcher, auditor or operator. Without it the token is the caller's own.")]
        public string? Role { get; init; }

        [Description("What the caller calls a token of their own; 1 to 63 characters.")]
        public string? Label { get; init; }

        [Description("Of a token of one's own: read, or write for all that one may.")]
        public string? Access { get; init; }

        [Description("A researcher's accounts, at least one. Of a token of one's own those that it is cut down to; all if not given.")]
        public IReadOnlyList<string>? Accounts { get; init; }

        [Description("When it ceases to be good. If not given: a program's never, one's own after 90 days.")]
        public DateTimeOffset? ExpiresAt { get; init; }
    }
}
