using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
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

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/api/v1/tokens", Handle)
        .Describe("createToken", "Create a token", "The answer holds the secret, which is shown this once.", "Tokens")
        .Takes<TokenBody>()
        .Answers<NewTokenView>(StatusCodes.Status201Created);

    private static async Task<IResult> Handle(HttpContext http, GatewayServices gateway, Caller caller)
    {
        if (!(await JsonBody.Read<TokenBody>(http.Request)).Holds(out var body, out var problem)) return problem;
        var errors = new FieldErrors();
        var role = RoleOf(body.Role, errors);
        CheckName(body.Name, errors);
        CheckOthers(gateway, body, role, errors);
        await CheckAccounts(gateway, body.Accounts ?? [], role, errors, http.RequestAborted);
        if (body.ExpiresAt <= gateway.Time.GetUtcNow()) errors.Add("expiresAt", "Must be in the future.");
        if (errors.Any) return Problem.Invalid(errors);

        var accounts = (body.Accounts ?? []).Distinct(StringComparer.Ordinal).ToList();
        var (token, secret) = await gateway.Tokens.Create(body.Name!, role!.Value, accounts, body.ExpiresAt, caller.Principal);
        return TypedResults.Created($"/api/v1/tokens/{token.Id}", new NewTokenView(TokenView.Of(token), secret));
    }

    private static Role? RoleOf(string? text, FieldErrors errors)
    {
        switch (text)
        {
            case "researcher": return Role.Researcher;
            case "auditor": return Role.Auditor;
            case "operator": return Role.Operator;
            default:
                errors.Add("role", "Must be researcher, auditor or operator.");
                return null;
        }
    }

    // The name becomes part of the principal, which is written into journals and idempotency keys.
    private static void CheckName(string? name, FieldErrors errors)
    {
        if (name is not { Length: >= 1 and <= Token.LongestName } || !name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' or '_' or '@'))
            errors.Add("name", $"Must be 1 to {Token.LongestName} letters, digits, dots, hyphens, underscores or @.");
    }

    // The name is the principal: who is another in the journal must have another name.
    private static void CheckOthers(GatewayServices gateway, TokenBody body, Role? role, FieldErrors errors)
    {
        var accounts = (body.Accounts ?? []).ToHashSet(StringComparer.Ordinal);
        if (gateway.Tokens.All.Any(other => other.Name == body.Name && (other.Role != role || !accounts.SetEquals(other.Accounts))))
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
    internal sealed record TokenBody
    {
        [Description("Whose it is: letters, digits, dots, hyphens, underscores or @."), Required]
        public string? Name { get; init; }

        [Description("researcher, auditor or operator."), Required]
        public string? Role { get; init; }

        [Description("A researcher's accounts, at least one; empty for the other roles.")]
        public IReadOnlyList<string>? Accounts { get; init; }

        [Description("When it ceases to be good; never if not given.")]
        public DateTimeOffset? ExpiresAt { get; init; }
    }
}
