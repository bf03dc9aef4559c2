using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Nightingale.Gateway.OpenApi;
using Nightingale.Gateway.People;
using Nightingale.Gateway.Problems;
using Nightingale.Gateway.Requests;

namespace Nightingale.Gateway.SignIn;

/// <summary><c>POST /api/v1/me/password</c></summary>
internal static class ChangePassword
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/api/v1/me/password", Handle)
        .Describe("changePassword", "Change my password", "Ends every other session of the person; this one gets a new secret.", "Sign-in")
        .Takes<PasswordBody>()
        .Produces(StatusCodes.Status204NoContent)
        .Refuses(ProblemKind.Conflict);

    private static async Task<IResult> Handle(HttpContext http, GatewayServices gateway, SignInDesk desk, PasswordCheck check)
    {
        if (SignedIn.Find(http, gateway) is not { } me) return SignedIn.Needed;
        if (!(await JsonBody.Read<PasswordBody>(http.Request)).Holds(out var body, out var problem)) return problem;
        if (Passwords.ProblemOf(body.NewPassword, me.Person.Name) is { } wrong) return Problem.Invalid(FieldErrors.One("newPassword", wrong));
        if (desk.TooMany(http, me.Session.Id) is { } wait) return wait;
        if (!await check.Confirms(me.Person, body.Password)) return SignedIn.WrongPassword;

        var hash = gateway.People.Store.Passwords.Hash(me.Person, body.NewPassword!);
        await gateway.People.Store.Change(me.Person.Name, person => person with { PasswordHash = hash, PasswordIsTemporary = false, LockOut = LockOut.None });
        await desk.Renew(http, me);
        return TypedResults.NoContent();
    }

    /// <summary>A new password.</summary>
    internal sealed record PasswordBody
    {
        [Description("The present one; not asked of who has none.")]
        public string? Password { get; init; }

        [Description("The new one, at least 12 characters."), Required]
        public string? NewPassword { get; init; }
    }
}
