using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Nightingale.Gateway.Accounts;
using Nightingale.Gateway.Instances;
using Nightingale.Gateway.Problems;
using Nightingale.Gateway.Requests;

namespace Nightingale.Gateway.Access;

/// <summary>
/// The policy of every endpoint, those that do not exist included: what <see cref="AccessTable"/> says, judged by the caller's role in the account of what
/// the address names. No endpoint checks that by itself, so none can forget to.
/// </summary>
internal sealed class AccessByTable(InstanceActions instances) : AuthorizationHandler<AccessByTable.Requirement>
{
    private static readonly Problem NotYours = new(ProblemKind.Forbidden, "Your role does not allow this. An owner of the account or an operator can help.");

    private static readonly Problem OnlyReads = new(ProblemKind.Forbidden, "This token is for reading only. Use one that may write.");

    protected override async Task HandleRequirementAsync(AuthorizationHandlerContext context, Requirement requirement)
    {
        if (context.Resource is not HttpContext http) return;
        var problem = await Judge(http);
        if (problem is null) context.Succeed(requirement);
        else http.Features.Set(new AccessRefusal(problem));
    }

    private async Task<Problem?> Judge(HttpContext http)
    {
        var caller = Caller.Find(http);
        // Where nothing lies (404), and where the framework itself answers (405, 415), any known caller may hear so.
        if (http.GetEndpoint() is not RouteEndpoint endpoint) return caller is null ? NotYours : null;
        var rule = AccessTable.Of(endpoint.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName);
        if (rule.IsOpen) return null;
        if (caller is null) return NotYours;
        if (!(await AccountOf(http, rule.On, caller)).Holds(out var account, out var nothing)) return nothing;
        if (caller.ReadOnly && !HttpMethods.IsGet(http.Request.Method)) return OnlyReads;
        return rule.Allows(caller, account) ? null : NotYours;
    }

    private async Task<Parsed<string?>> AccountOf(HttpContext http, AccessTable.Subject on, Caller caller)
    {
        var id = http.GetRouteValue("id") as string ?? "";
        switch (on)
        {
            case AccessTable.Subject.AnAccount:
                return caller.MaySee(id) ? id : AccountAccess.NoSuchAccount;
            case AccessTable.Subject.AnInstance:
                if (!(await instances.Find(caller, id, http.RequestAborted)).Holds(out var found, out var problem)) return problem;
                http.Features.Set(new InstanceActions.Found(found));
                return found.State.Spec!.Account;
            default:
                return (string?)null;
        }
    }

    internal sealed class Requirement : IAuthorizationRequirement;
}

/// <summary>Why a request may not pass.</summary>
internal sealed record AccessRefusal(Problem Problem);
