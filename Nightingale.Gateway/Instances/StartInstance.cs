using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Nightingale.Actors.Instances;
using Nightingale.Gateway.Access;
using Nightingale.Gateway.OpenApi;
using Nightingale.Gateway.Problems;

namespace Nightingale.Gateway.Instances;

/// <summary><c>POST /api/v1/instances/{id}/start</c></summary>
internal static class StartInstance
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/api/v1/instances/{id}/start", Handle)
        .Describe("startInstance", "Start an instance", "Runs a stopped or failed instance again, on the same home.", "Instances")
        .Repeatable()
        .Answers<InstanceView>(StatusCodes.Status202Accepted)
        .Refuses(ProblemKind.Malformed, ProblemKind.NotFound, ProblemKind.Conflict, ProblemKind.KeyReused);

    private static Task<IResult> Handle(HttpContext http, InstanceActions instances, Caller caller) =>
        instances.Send(http, caller, "start", at => new InstanceCommand.Start(at));
}
