using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Routing;
using Nightingale.Gateway.OpenApi;
using Nightingale.Gateway.People;
using Nightingale.Gateway.Problems;

namespace Nightingale.Gateway.SignIn.Passkeys;

/// <summary><c>POST /api/v1/sign-in/passkey/options</c></summary>
internal static class BeginPasskeySignIn
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/api/v1/sign-in/passkey/options", Handle)
        .Describe("beginPasskeySignIn", "Begin to sign in with a passkey", "The answer is for navigator.credentials.get, after PublicKeyCredential.parseRequestOptionsFromJSON. It names nobody: the browser offers what it has.", "Sign-in")
        .Answers<JsonObject>()
        .Refuses(ProblemKind.Conflict, ProblemKind.TooManyFailures);

    private static async Task<IResult> Handle(HttpContext http, SignInDesk desk, SealedCookie cookies, IPasskeyHandler<Person> ceremonies)
    {
        if (PasskeyRules.NotHere(http.Request) is { } elsewhere) return elsewhere;
        if (desk.TooMany(http, knownBrowser: null) is { } wait) return wait;
        var options = await ceremonies.MakeRequestOptionsAsync(user: null, http);
        cookies.Write(http, PasskeyRules.SignIn, new PasskeyRules.Asked(options.AssertionState ?? "", Person: null), PasskeyRules.Within);
        return TypedResults.Content(options.RequestOptionsJson, "application/json");
    }
}
