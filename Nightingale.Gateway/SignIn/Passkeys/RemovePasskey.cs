using System.Buffers.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Nightingale.Gateway.OpenApi;
using Nightingale.Gateway.Problems;

namespace Nightingale.Gateway.SignIn.Passkeys;

/// <summary><c>POST /api/v1/me/passkeys/{passkey}/remove</c></summary>
internal static class RemovePasskey
{
    private static readonly Problem NoSuchPasskey = new(ProblemKind.NotFound, "You have no passkey with this id.");

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/api/v1/me/passkeys/{passkey}/remove", Handle)
        .Describe("removePasskey", "Remove a passkey", "It opens nothing any more. Every other session of the person ends.", "Sign-in")
        .Takes<ConfirmBody>()
        .Produces(StatusCodes.Status204NoContent)
        .Refuses(ProblemKind.NotFound, ProblemKind.Conflict, ProblemKind.TooManyFailures);

    private static async Task<IResult> Handle(string passkey, HttpContext http, GatewayServices gateway, SignInDesk desk, PasswordCheck check)
    {
        if (!(await ConfirmBody.Read(http, gateway, desk, check)).Holds(out var me, out var problem)) return problem;
        var removed = await gateway.People.Store.Change(me.Person.Name, person => person.Passkeys.Any(Is)
            ? person with { Passkeys = [.. person.Passkeys.Where(kept => !Is(kept))] }
            : null);
        if (removed is null) return NoSuchPasskey;
        await desk.Renew(http, me);
        return TypedResults.NoContent();

        bool Is(People.Passkey kept) => Base64Url.EncodeToString(kept.Id) == passkey;
    }
}
