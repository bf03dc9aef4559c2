using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Nightingale.Actors.Instances;
using Nightingale.Gateway.Access;
using Nightingale.Gateway.OpenApi;
using Nightingale.Gateway.Problems;

namespace Nightingale.Gateway.Instances;

/// <summary><c>POST /api/v1/instances/{id}/release</c></summary>
internal static class ReleaseInstance
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/api/v1/instances/{id}/release", Handle)
        .Describe("releaseInstance", "Release an instance from quarantine", "Starts it again, with a clean slate of losses.", "Instances")
        .Repeatable()
        .Answers<InstanceView>(StatusCodes.Status202Accepted)
        .Refuses(ProblemKind.Malformed, ProblemKind.NotFound, ProblemKind.Conflict, ProblemKind.KeyReused);

    private static Task<IResult> Handle(HttpContext http, InstanceActions instances, Caller caller) =>
        instances.Send(http, caller, "release", at => new InstanceCommand.Release(at));
}
