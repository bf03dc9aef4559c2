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
using Nightingale.Gateway.Tokens;

namespace Nightingale.Gateway.Accounts;

/// <summary><c>PUT /api/v1/accounts/{id}/members/{principal}</c></summary>
internal static class SetMember
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPut("/api/v1/accounts/{id}/members/{principal}", Handle)
        .Describe("setMember", "Add a member, or change a member's role", "Holds on every node within a moment. An account that has an owner keeps one.", "Accounts")
        .Takes<WantedRoleBody>()
        .Repeatable()
        .Answers<MembersView>()
        .Refuses(ProblemKind.UnknownAccount, ProblemKind.Conflict, ProblemKind.KeyReused);

    private static async Task<IResult> Handle(string id, string principal, HttpContext http, GatewayServices gateway, Caller caller)
    {
        if (!(await JsonBody.Read<WantedRoleBody>(http.Request)).Holds(out var body, out var problem)) return problem;
        var errors = new FieldErrors();
        var role = RoleOf(body.Role, errors);
        if (!IsPrincipal(principal)) errors.Add("principal", $"Must be user: and a name of 1 to {Token.LongestName} letters, digits, dots, hyphens, underscores or @.");
        if (errors.Any) return Problem.Invalid(errors);

        var set = new AccountCommand.SetMember(gateway.Now(), principal, role);
        return await AccountAccess.Send(http, gateway, caller, id, $"member {id} {principal}", body, set, state => TypedResults.Ok(MembersView.Of(state)));
    }

    private static MemberRole RoleOf(string? text, FieldErrors errors)
    {
        switch (text)
        {
            case "researcher": return MemberRole.Researcher;
            case "owner": return MemberRole.Owner;
            case "auditor": return MemberRole.Auditor;
            default:
                errors.Add("role", "Must be researcher, owner or auditor.");
                return default;
        }
    }

    // What is no name could never sign in, and would stand in the journal for ever.
    private static bool IsPrincipal(string principal) =>
        principal.StartsWith("user:", StringComparison.Ordinal) && Token.IsName(principal["user:".Length..]);

    /// <summary>What the member is to be.</summary>
    internal sealed record WantedRoleBody
    {
        [Description("researcher, owner or auditor."), Required]
        public string? Role { get; init; }
    }
}
