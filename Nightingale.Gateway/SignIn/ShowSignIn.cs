using System.ComponentModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Nightingale.Gateway.OpenApi;
using Nightingale.Gateway.SignIn.Passkeys;

namespace Nightingale.Gateway.SignIn;

/// <summary><c>GET /api/v1/sign-in</c></summary>
internal static class ShowSignIn
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/api/v1/sign-in", Handle)
        .Describe("showSignIn", "Show how to sign in", "What a sign-in page offers.", "Sign-in");

    private static Ok<SignInMethodsView> Handle(HttpContext http, GatewayServices gateway) => TypedResults.Ok(new SignInMethodsView(
        Password: true, Passkey: PasskeyRules.NotHere(http.Request) is null, [.. gateway.People.SignIn.Oidc.Select(provider => provider.Name)], [.. gateway.People.SignIn.Ldap.Select(directory => directory.Name)]));

    /// <summary>What a sign-in page offers.</summary>
    internal sealed record SignInMethodsView(
        [property: Description("Whether a name and a password open.")] bool Password,
        [property: Description("Whether a passkey opens.")] bool Passkey,
        [property: Description("The OpenID providers, by name.")] IReadOnlyList<string> Oidc,
        [property: Description("The directories whose names and passwords open, by name.")] IReadOnlyList<string> Ldap);
}
