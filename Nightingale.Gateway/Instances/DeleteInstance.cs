using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Nightingale.Actors.Instances;
using Nightingale.Gateway.Access;
using Nightingale.Gateway.OpenApi;
using Nightingale.Gateway.Problems;

namespace Nightingale.Gateway.Instances;

/// <summary><c>DELETE /api/v1/instances/{id}</c></summary>
internal static class DeleteInstance
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapDelete("/api/v1/instances/{id}", Handle)
        .Describe("deleteInstance", "Delete an instance", "Destroys compute and home. What happened to it stays in the journal.", "Instances")
        .Repeatable()
        .Answers<InstanceView>(StatusCodes.Status202Accepted)
        .Refuses(ProblemKind.Malformed, ProblemKind.NotFound, ProblemKind.Conflict, ProblemKind.KeyReused);

    private static Task<IResult> Handle(HttpContext http, InstanceActions instances, Caller caller) =>
        instances.Send(http, caller, "delete", at => new InstanceCommand.Delete(at));
}
