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

/// <summary><c>POST /api/v1/me/authenticator/confirm</c></summary>
internal static class ConfirmAuthenticator
{
    private static readonly Problem NoneToConfirm = new(ProblemKind.Conflict, "There is no authenticator to be confirmed. Begin with one first.");

    private static readonly Problem WrongCode = Problem.Invalid(FieldErrors.One("code", "Is not what the authenticator shows now. Are both clocks right?"));

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/api/v1/me/authenticator/confirm", Handle)
        .Describe("confirmAuthenticator", "Confirm an authenticator", "From now on its codes are asked for. The answer holds recovery codes, which are shown this once; every other session of the person ends.", "Sign-in")
        .Takes<CodeBody>()
        .Answers<RecoveryCodesView>()
        .Refuses(ProblemKind.Conflict, ProblemKind.TooManyFailures);

    private static async Task<IResult> Handle(HttpContext http, GatewayServices gateway, SignInDesk desk)
    {
        if (SignedIn.Find(http, gateway) is not { } me) return SignedIn.Needed;
        if (!(await JsonBody.Read<CodeBody>(http.Request)).Holds(out var body, out var problem)) return problem;
        if (me.Person.Authenticator is not { IsConfirmed: false }) return NoneToConfirm;
        if (desk.TooMany(http, me.Session.Id) is { } wait) return wait;

        var codes = RecoveryCodes.New();
        var confirmed = await gateway.People.Store.Change(me.Person.Name, person => person.NeedsCode
            ? null
            : SecondFactor.SpendCode(gateway.People.Sealing, person, body.Code ?? "", gateway.Time.GetUtcNow()) is { } spent
                ? spent with { RecoveryCodes = [.. codes.Select(code => RecoveryCodes.Hash(code)!)] }
                : null);
        if (confirmed is null) return WrongCode;
        await desk.Renew(http, me);
        return TypedResults.Ok(new RecoveryCodesView(codes));
    }

    /// <summary>A code.</summary>
    internal sealed record CodeBody
    {
        [Description("What the authenticator shows."), Required]
        public string? Code { get; init; }
    }

    /// <summary>Codes for whoever lost the authenticator.</summary>
    internal sealed record RecoveryCodesView([property: Description("Each is good once. They cannot be shown again.")] IReadOnlyList<string> RecoveryCodes);
}
