using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Routing;
using Nightingale.Gateway.OpenApi;
using Nightingale.Gateway.People;
using Nightingale.Gateway.Problems;
using Nightingale.Gateway.Requests;

namespace Nightingale.Gateway.SignIn.Passkeys;

/// <summary><c>POST /api/v1/me/passkeys</c></summary>
internal static class AddPasskey
{
    private const int LongestLabel = 60;
    private const int MostPasskeys = 20;

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/api/v1/me/passkeys", Handle)
        .Describe("addPasskey", "Add a passkey", "Takes what navigator.credentials.create gave, in the browser that began. Every other session of the person ends.", "Sign-in")
        .Takes<NewPasskeyBody>()
        .Answers<PasskeyView>(StatusCodes.Status201Created)
        .Refuses(ProblemKind.Conflict, ProblemKind.SignInRefused);

    private static async Task<IResult> Handle(
        HttpContext http, GatewayServices gateway, SignInDesk desk, SealedCookie cookies, IPasskeyHandler<Person> ceremonies, IUserStore<Person> directory)
    {
        if (SignedIn.Find(http, gateway) is not { } me) return SignedIn.Needed;
        if (!(await JsonBody.Read<NewPasskeyBody>(http.Request)).Holds(out var body, out var problem)) return problem;
        var errors = new FieldErrors();
        if (string.IsNullOrWhiteSpace(body.Label) || body.Label.Length > LongestLabel || body.Label.Any(char.IsControl)) errors.Add("label", $"Must be 1 to {LongestLabel} characters.");
        if (body.Credential is not { ValueKind: JsonValueKind.Object }) errors.Add("credential", "Must be what the browser gave.");
        if (me.Person.Passkeys.Count >= MostPasskeys) errors.Add("credential", $"You have {MostPasskeys} passkeys. Remove one first.");
        if (errors.Any) return Problem.Invalid(errors);

        if (cookies.Take<PasskeyRules.Asked>(http, PasskeyRules.Registration) is not { } asked || asked.Person != me.Person.Name) return PasskeyRules.Failed;
        var said = await ceremonies.PerformAttestationAsync(new() { HttpContext = http, CredentialJson = body.Credential!.Value.GetRawText(), AttestationState = asked.State });
        if (!said.Succeeded) return PasskeyRules.Failed;
        said.Passkey.Name = body.Label;
        await ((IUserPasskeyStore<Person>)directory).AddOrUpdatePasskeyAsync(me.Person, said.Passkey, default);
        await desk.Renew(http, me);
        var added = gateway.People.Store.FindByPasskey(said.Passkey.CredentialId)!.Passkeys.Single(passkey => passkey.Id.AsSpan().SequenceEqual(said.Passkey.CredentialId));
        return TypedResults.Created((string?)null, PasskeyView.Of(added));
    }

    /// <summary>A new passkey.</summary>
    internal sealed record NewPasskeyBody
    {
        [Description("For its owner, to tell it from others."), Required]
        public string? Label { get; init; }

        [Description("What navigator.credentials.create gave, as its toJSON says it."), Required]
        public JsonElement? Credential { get; init; }
    }
}
