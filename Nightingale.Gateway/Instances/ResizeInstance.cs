using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Nightingale.Actors.Instances;
using Nightingale.Gateway.Access;
using Nightingale.Gateway.OpenApi;
using Nightingale.Gateway.Problems;
using Nightingale.Gateway.Requests;

namespace Nightingale.Gateway.Instances;

/// <summary><c>POST /api/v1/instances/{id}/resize</c></summary>
internal static class ResizeInstance
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/api/v1/instances/{id}/resize", Handle)
        .Describe("resizeInstance", "Resize an instance", "At once (with a new server) where it runs, with the next start where it does not. What a free combination does not say stays as it is.", "Instances")
        .Takes<ResizeBody>()
        .Repeatable()
        .Answers<InstanceView>(StatusCodes.Status202Accepted)
        .Refuses(ProblemKind.NotFound, ProblemKind.Conflict, ProblemKind.KeyReused);

    private static async Task<IResult> Handle(HttpContext http, GatewayServices gateway, InstanceActions instances, Caller caller)
    {
        var found = InstanceActions.Of(http);
        if (!(await JsonBody.Read<ResizeBody>(http.Request)).Holds(out var body, out var problem)) return problem;
        var errors = new FieldErrors();
        return SizeRules.Check(body.Size?.Or(found.State.Spec!.Size), found.State.Spec!.Target, gateway.Catalogue, errors) is { } size && !errors.Any
            ? await instances.Send(http, caller, found.State.Id, "resize", body, at => new InstanceCommand.Resize(at, size, body.Size!.Name is null ? found.State.Spec!.Size : null))
            : Problem.Invalid(errors);
    }

    /// <summary>The size that it is to have.</summary>
    internal sealed record ResizeBody
    {
        [Description("What it is to have."), Required]
        public WantedSizeBody? Size { get; init; }
    }
}
