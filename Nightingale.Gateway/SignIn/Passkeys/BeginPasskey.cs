using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Routing;
using Nightingale.Gateway.OpenApi;
using Nightingale.Gateway.People;
using Nightingale.Gateway.Problems;

namespace Nightingale.Gateway.SignIn.Passkeys;

/// <summary><c>POST /api/v1/me/passkeys/options</c></summary>
internal static class BeginPasskey
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/api/v1/me/passkeys/options", Handle)
        .Describe("beginPasskey", "Begin to add a passkey", "The answer is for navigator.credentials.create, after PublicKeyCredential.parseCreationOptionsFromJSON.", "Sign-in")
        .Takes<ConfirmBody>()
        .Answers<JsonObject>()
        .Refuses(ProblemKind.Conflict, ProblemKind.TooManyFailures);

    private static async Task<IResult> Handle(
        HttpContext http, GatewayServices gateway, SignInDesk desk, PasswordCheck check, SealedCookie cookies, IPasskeyHandler<Person> ceremonies)
    {
        if (PasskeyRules.NotHere(http.Request) is { } elsewhere) return elsewhere;
        if (!(await ConfirmBody.Read(http, gateway, desk, check)).Holds(out var me, out var problem)) return problem;
        var options = await ceremonies.MakeCreationOptionsAsync(new() { Id = me.Person.Name, Name = me.Person.Name, DisplayName = me.Person.DisplayName }, http);
        cookies.Write(http, PasskeyRules.Registration, new PasskeyRules.Asked(options.AttestationState ?? "", me.Person.Name), PasskeyRules.Within);
        return TypedResults.Content(options.CreationOptionsJson, "application/json");
    }
}
