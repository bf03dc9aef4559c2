using Microsoft.AspNetCore.Http;
using Nightingale.Gateway.Problems;

namespace Nightingale.Gateway.SignIn.Oidc;

/// <summary>What both halves of a sign-in with a provider have in common.</summary>
internal static class OidcRules
{
    /// <summary>The cookie that binds the way back to the browser that left.</summary>
    public const string Cookie = "oidc";

    /// <summary>How long a person may take at the provider.</summary>
    public static TimeSpan Within => TimeSpan.FromMinutes(10);

    /// <summary>No provider has this name.</summary>
    public static Problem NoSuchProvider { get; } = new(ProblemKind.NotFound, "There is no provider of this name to sign in with. GET /api/v1/sign-in names them.");

    /// <summary>A provider did not do its part.</summary>
    public static Problem NoAnswer(OidcProvider provider, OidcException fault) =>
        new(ProblemKind.Unavailable, $"The provider {provider.Name} could not say who you are. {fault.Message} Begin again; if it stays, tell an operator.", retryAfter: TimeSpan.FromSeconds(5));

    /// <summary>The provider of a name, if it is configured.</summary>
    public static OidcProvider? Find(GatewayServices gateway, string name) => gateway.People.SignIn.Oidc.FirstOrDefault(provider => provider.Name == name);

    /// <summary>Where a provider sends people back to.</summary>
    public static Uri Redirect(HttpRequest request, OidcProvider provider) => new($"{request.Scheme}://{request.Host}/api/v1/sign-in/oidc/{provider.Name}/callback");

    /// <summary>A way back within this site; anything else leads to the front page. What browsers read as another host (<c>//</c>, <c>/\</c>) is not within.</summary>
    public static string LocalPath(string? path) =>
        path is ['/', ..] and not ['/', '/' or '\\', ..] && path.Length <= 500 && path.All(letter => letter is > ' ' and < (char)127 and not '\\') ? path : "/";

    /// <summary>What the browser carries while its owner is at the provider.</summary>
    public sealed record Away(string Provider, string State, string Verifier, string Return);
}
