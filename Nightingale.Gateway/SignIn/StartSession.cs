using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Nightingale.Gateway.Access;
using Nightingale.Gateway.OpenApi;
using Nightingale.Gateway.Problems;
using Nightingale.Gateway.Requests;
using Nightingale.Gateway.SignIn.Ldap;

namespace Nightingale.Gateway.SignIn;

/// <summary><c>POST /api/v1/session</c></summary>
internal static class StartSession
{
    private static readonly Problem CodeNeeded = new(ProblemKind.SecondFactorNeeded, "Send the same again with the code that your authenticator shows, or with a recovery code.");

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/api/v1/session", Handle)
        .Describe("startSession", "Sign in with a password", "The answer sets the session's cookie. A second factor is asked for once the password is right.", "Sign-in")
        .Takes<SignInBody>()
        .Answers<MeView>()
        .Refuses(ProblemKind.SignInRefused, ProblemKind.SecondFactorNeeded, ProblemKind.TooManyFailures);

    private static async Task<IResult> Handle(HttpContext http, GatewayServices gateway, SignInDesk desk, PasswordCheck check, LdapCheck ldap)
    {
        if (!(await JsonBody.Read<SignInBody>(http.Request)).Holds(out var body, out var problem)) return problem;
        var errors = new FieldErrors();
        if (string.IsNullOrEmpty(body.Name)) errors.Add("name", "Must be given.");
        if (string.IsNullOrEmpty(body.Password)) errors.Add("password", "Must be given.");
        if (body.Directory is not null && ldap.Find(body.Directory) is null) errors.Add("directory", "There is none of this name. GET /api/v1/sign-in names them.");
        if (errors.Any) return Problem.Invalid(errors);

        http.Features.Set(new AttemptedPrincipal(body.Directory is not null ? null : gateway.People.Store.Find(body.Name!)?.Principal));
        var known = desk.KnownBrowserOf(http, body.Name!);
        if (desk.TooMany(http, known) is { } wait) return wait;
        try
        {
            return await Answer(http, desk, body.Directory is null
                ? await check.Check(body.Name!, body.Password!, body.Code, known is not null)
                : await ldap.Check(ldap.Find(body.Directory)!, body.Name!, body.Password!, http.RequestAborted));
        }
        catch (LdapUnavailableException fault)
        {
            return Problem.NotNow(fault.Message);
        }
    }

    private static async Task<IResult> Answer(HttpContext http, SignInDesk desk, SignInOutcome outcome)
    {
        switch (outcome)
        {
            case SignInOutcome.Proved(var person, var how):
                var session = await desk.Begin(http, person, how);
                return TypedResults.Ok(MeView.Of(person, session, Caller.Find(http)!));
            case SignInOutcome.CodeNeeded:
                return CodeNeeded;
            default:
                return SignInDesk.Refused;
        }
    }

    /// <summary>Who signs in.</summary>
    internal sealed record SignInBody
    {
        [Description("The name."), Required]
        public string? Name { get; init; }

        [Description("The password."), Required]
        public string? Password { get; init; }

        [Description("The directory that knows the name and the password; not given: we do.")]
        public string? Directory { get; init; }

        [Description("The code that the authenticator shows, or a recovery code; once it is asked for.")]
        public string? Code { get; init; }
    }
}
