using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Nightingale.Actors.Instances;
using Nightingale.Gateway.Access;
using Nightingale.Gateway.Accounts;
using Nightingale.Gateway.OpenApi;
using Nightingale.Gateway.Problems;
using Nightingale.Gateway.Requests;

namespace Nightingale.Gateway.Instances;

/// <summary><c>POST /api/v1/instances</c></summary>
internal static class LaunchInstance
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/api/v1/instances", Handle)
        .Describe(
            "launchInstance",
            "Launch an instance",
            "Answers as soon as the launch is in the journal, with the instance's address in Location; follow its phase there or in the stream.",
            "Instances")
        .Takes<LaunchBody>()
        .Repeatable()
        .Answers<InstanceView>(StatusCodes.Status202Accepted)
        .Refuses(ProblemKind.UnknownAccount, ProblemKind.Conflict, ProblemKind.KeyReused);

    private static async Task<IResult> Handle(HttpContext http, GatewayServices gateway, InstanceActions instances, Caller caller)
    {
        if (!Idempotency.Read(http.Request).Holds(out var key, out var problem)) return problem;
        if (!(await JsonBody.Read<LaunchBody>(http.Request)).Holds(out var body, out problem)) return problem;
        var errors = new FieldErrors();
        var spec = LaunchRules.Check(body, caller, gateway.Catalogue, errors);
        if (spec is null) return Problem.Invalid(errors);
        if (await AccountProblem(gateway, caller, spec.Account, http.RequestAborted) is { } refused) return refused;

        var id = Idempotency.NewId(caller, key, gateway.Now());
        return await instances.Send(http, caller, id, "launch", body, at => new InstanceCommand.Launch(at, id, spec));
    }

    // A researcher hears the same of accounts that are others' and of accounts that do not exist.
    private static async Task<Problem?> AccountProblem(GatewayServices gateway, Caller caller, string account, CancellationToken cancel)
    {
        if (!caller.MayRun(account))
            return new(ProblemKind.Forbidden, "You may not launch for this account.", FieldErrors.One("account", "Must be one of your accounts."));
        return await AccountAccess.Exists(gateway, account, cancel)
            ? null
            : new(ProblemKind.UnknownAccount, "Check the account's id.", FieldErrors.One("account", "Must be an account that exists."));
    }
}
