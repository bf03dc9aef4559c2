using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Nightingale.Gateway.Access;

/// <summary>The policy of every endpoint, those that do not exist included: what <see cref="AccessTable"/> says.</summary>
internal sealed class AccessByTable : AuthorizationHandler<AccessByTable.Requirement>
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, Requirement requirement)
    {
        if (context.Resource is HttpContext http && Allows(http.GetEndpoint(), Caller.Find(http))) context.Succeed(requirement);
        return Task.CompletedTask;
    }

    // Where nothing lies (404), and where the framework itself answers (405, 415), any known caller may hear so.
    private static bool Allows(Endpoint? endpoint, Caller? caller) => endpoint is RouteEndpoint
        ? AccessTable.Allows(endpoint.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName, caller)
        : caller is not null;

    internal sealed class Requirement : IAuthorizationRequirement;
}
