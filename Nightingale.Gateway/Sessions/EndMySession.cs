using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Nightingale.Gateway.Access;
using Nightingale.Gateway.OpenApi;

namespace Nightingale.Gateway.Sessions;

/// <summary><c>DELETE /api/v1/session</c></summary>
internal static class EndMySession
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapDelete("/api/v1/session", Handle)
        .Describe("endMySession", "Sign out", "Ends the session that the request comes with. Who has none is signed out already.", "Sign-in")
        .Produces(StatusCodes.Status204NoContent);

    private static async Task<IResult> Handle(HttpContext http, GatewayServices gateway)
    {
        if (Caller.Find(http) is { } caller) await gateway.People.Sessions.End(session => session.Id == caller.Credential);
        SessionCookie.Remove(http, SessionCookie.Session);
        return TypedResults.NoContent();
    }
}
