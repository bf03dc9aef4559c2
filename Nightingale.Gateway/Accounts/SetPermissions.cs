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

/// <summary><c>PUT /api/v1/accounts/{id}/permissions</c></summary>
internal static class SetPermissions
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPut("/api/v1/accounts/{id}/permissions", Handle)
        .Describe("setPermissions", "Say what an account permits", "All four must be given, so that none is switched by being forgotten.", "Accounts")
        .Takes<WantedPermissionsBody>()
        .Repeatable()
        .Answers<PermissionsView>()
        .Refuses(ProblemKind.UnknownAccount, ProblemKind.KeyReused);

    private static async Task<IResult> Handle(string id, HttpContext http, GatewayServices gateway, Caller caller)
    {
        if (!(await JsonBody.Read<WantedPermissionsBody>(http.Request)).Holds(out var body, out var problem)) return problem;
        var errors = new FieldErrors();
        foreach (var (field, value) in (IEnumerable<(string, bool?)>)[("terminals", body.Terminals), ("downloads", body.Downloads), ("uploads", body.Uploads), ("startOnOpen", body.StartOnOpen)])
            if (value is null) errors.Add(field, "Must be given: true or false.");
        if (errors.Any) return Problem.Invalid(errors);

        var permissions = new AccountPermissions(body.Terminals!.Value, body.Downloads!.Value, body.Uploads!.Value, body.StartOnOpen!.Value);
        var set = new AccountCommand.SetPermissions(gateway.Now(), permissions);
        return await AccountAccess.Send(http, gateway, caller, id, $"permissions {id}", body, set, state => TypedResults.Ok(PermissionsView.Of(state.Permissions)));
    }

    /// <summary>What is to be possible.</summary>
    internal sealed record WantedPermissionsBody
    {
        [Description("Whether terminals can be opened."), Required]
        public bool? Terminals { get; init; }

        [Description("Whether files can leave by the browser."), Required]
        public bool? Downloads { get; init; }

        [Description("Whether files can come in by the browser."), Required]
        public bool? Uploads { get; init; }

        [Description("Whether opening a stopped instance starts it, which costs."), Required]
        public bool? StartOnOpen { get; init; }
    }
}
