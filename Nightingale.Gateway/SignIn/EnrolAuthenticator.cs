using System.ComponentModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Nightingale.Gateway.OpenApi;
using Nightingale.Gateway.People;
using Nightingale.Gateway.Problems;

namespace Nightingale.Gateway.SignIn;

/// <summary><c>POST /api/v1/me/authenticator</c></summary>
internal static class EnrolAuthenticator
{
    private static readonly Problem HasOne = new(ProblemKind.Conflict, "You have an authenticator. Remove it first.");

    private static readonly Problem NoPassword = new(ProblemKind.Conflict, "You sign in without a password of ours, so no code is asked for beside one. Your provider may offer a second factor.");

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/api/v1/me/authenticator", Handle)
        .Describe("enrolAuthenticator", "Begin to use an authenticator", "Its secret is shown this once. It is asked for from when its first code was confirmed.", "Sign-in")
        .Takes<ConfirmBody>()
        .Answers<AuthenticatorView>()
        .Refuses(ProblemKind.Conflict, ProblemKind.TooManyFailures);

    private static async Task<IResult> Handle(HttpContext http, GatewayServices gateway, SignInDesk desk, PasswordCheck check)
    {
        if (!(await ConfirmBody.Read(http, gateway, desk, check)).Holds(out var me, out var problem)) return problem;
        if (me.Person.PasswordHash is null) return NoPassword;
        var secret = Totp.NewSecret();
        var enrolled = await gateway.People.Store.Change(me.Person.Name, person => person.NeedsCode
            ? null
            : person with { Authenticator = new(gateway.People.Sealing.Seal(SecondFactor.Purpose(person.Name), secret), IsConfirmed: false, LastStep: 0) });
        return enrolled is null ? HasOne : TypedResults.Ok(new AuthenticatorView(Base32.Encode(secret), Totp.Uri(me.Person.Name, secret)));
    }

    /// <summary>What an authenticator must know.</summary>
    internal sealed record AuthenticatorView(
        [property: Description("The secret, to be typed in.")] string Secret,
        [property: Description("The same, to be shown as a QR code.")] string Uri);
}
