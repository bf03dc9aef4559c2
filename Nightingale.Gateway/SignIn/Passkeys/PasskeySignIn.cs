using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Routing;
using Nightingale.Gateway.Access;
using Nightingale.Gateway.OpenApi;
using Nightingale.Gateway.People;
using Nightingale.Gateway.Problems;
using Nightingale.Gateway.Requests;

namespace Nightingale.Gateway.SignIn.Passkeys;

/// <summary><c>POST /api/v1/sign-in/passkey</c></summary>
internal static class PasskeySignIn
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/api/v1/sign-in/passkey", Handle)
        .Describe("passkeySignIn", "Sign in with a passkey", "Takes what navigator.credentials.get gave, in the browser that began. The answer sets the session's cookie; no code is asked for besides.", "Sign-in")
        .Takes<CredentialBody>()
        .Answers<MeView>()
        .Refuses(ProblemKind.SignInRefused, ProblemKind.TooManyFailures);

    private static async Task<IResult> Handle(
        HttpContext http, GatewayServices gateway, SignInDesk desk, SealedCookie cookies, IPasskeyHandler<Person> ceremonies, IUserStore<Person> directory)
    {
        if (!(await JsonBody.Read<CredentialBody>(http.Request)).Holds(out var body, out var problem)) return problem;
        if (body.Credential is not { ValueKind: JsonValueKind.Object } credential) return Problem.Invalid(FieldErrors.One("credential", "Must be what the browser gave."));
        if (desk.TooMany(http, knownBrowser: null) is { } wait) return wait;
        if (cookies.Take<PasskeyRules.Asked>(http, PasskeyRules.SignIn) is not { } asked) return PasskeyRules.Failed;
        var said = await ceremonies.PerformAssertionAsync(new() { HttpContext = http, CredentialJson = credential.GetRawText(), AssertionState = asked.State });
        if (!said.Succeeded || said.User.IsLocked) return PasskeyRules.Failed;

        await ((IUserPasskeyStore<Person>)directory).AddOrUpdatePasskeyAsync(said.User, said.Passkey, default);
        var session = await desk.Begin(http, said.User, "passkey");
        return TypedResults.Ok(MeView.Of(gateway.People.Store.Find(said.User.Name)!, session, Caller.Find(http)!));
    }

    /// <summary>What proves who signs in.</summary>
    internal sealed record CredentialBody
    {
        [Description("What navigator.credentials.get gave, as its toJSON says it."), Required]
        public JsonElement? Credential { get; init; }
    }
}
