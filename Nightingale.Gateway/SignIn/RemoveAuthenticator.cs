using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Nightingale.Gateway.OpenApi;
using Nightingale.Gateway.Problems;

namespace Nightingale.Gateway.SignIn;

/// <summary><c>POST /api/v1/me/authenticator/remove</c></summary>
internal static class RemoveAuthenticator
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/api/v1/me/authenticator/remove", Handle)
        .Describe("removeAuthenticator", "Remove my authenticator", "No code is asked for any more, and the recovery codes are void. Every other session of the person ends.", "Sign-in")
        .Takes<ConfirmBody>()
        .Produces(StatusCodes.Status204NoContent)
        .Refuses(ProblemKind.Conflict, ProblemKind.TooManyFailures);

    private static async Task<IResult> Handle(HttpContext http, GatewayServices gateway, SignInDesk desk, PasswordCheck check)
    {
        if (!(await ConfirmBody.Read(http, gateway, desk, check)).Holds(out var me, out var problem)) return problem;
        await gateway.People.Store.Change(me.Person.Name, person => person with { Authenticator = null, RecoveryCodes = [] });
        await desk.Renew(http, me);
        return TypedResults.NoContent();
    }
}
