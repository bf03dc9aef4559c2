using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Nightingale.Gateway.Access;
using Nightingale.Gateway.OpenApi;
using Nightingale.Gateway.Problems;

namespace Nightingale.Gateway.Sessions;

/// <summary><c>DELETE /api/v1/sessions/{id}</c></summary>
internal static class EndSession
{
    private static readonly Problem NoSuchSession = new(ProblemKind.NotFound, "There is no session with this id among those that you may see. The list of sessions names them.");

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapDelete("/api/v1/sessions/{id}", Handle)
        .Describe("endSession", "End a session", "It ceases to be good at once, on other nodes of a cluster within a second, and streams that it opened end within a heartbeat.", "Sign-in")
        .Produces(StatusCodes.Status204NoContent)
        .Refuses(ProblemKind.NotFound);

    private static async Task<IResult> Handle(string id, GatewayServices gateway, Caller caller)
    {
        if (gateway.People.Sessions.Good(id) is not { } session || !ListSessions.IsTheirs(caller, session)) return NoSuchSession;
        await gateway.People.Sessions.End(other => other.Id == id);
        return TypedResults.NoContent();
    }
}
