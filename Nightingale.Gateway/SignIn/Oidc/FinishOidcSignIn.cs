using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Nightingale.Gateway.OpenApi;
using Nightingale.Gateway.Problems;

namespace Nightingale.Gateway.SignIn.Oidc;

/// <summary><c>GET /api/v1/sign-in/oidc/{provider}/callback</c></summary>
internal static class FinishOidcSignIn
{
    private static readonly Problem NotBegun = new(ProblemKind.SignInRefused, "This sign-in was not begun in this browser, or too long ago, or the provider refused it. Begin again.");

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/api/v1/sign-in/oidc/{provider}/callback", Handle)
        .Describe("finishOidcSignIn", "Come back from a provider", "Where the provider leads people back to. Sets the session's cookie, and leads on.", "Sign-in")
        .Queries(("code", "The provider's."), ("state", "Ours, as it was sent."), ("error", "Why the provider refused."))
        .Produces(StatusCodes.Status200OK)
        .Refuses(ProblemKind.NotFound, ProblemKind.SignInRefused, ProblemKind.TooManyFailures, ProblemKind.Unavailable);

    private static async Task<IResult> Handle(string provider, HttpContext http, GatewayServices gateway, SignInDesk desk, SealedCookie cookies, OidcClient oidc, OutsidePeople outside)
    {
        if (OidcRules.Find(gateway, provider) is not { } found) return OidcRules.NoSuchProvider;
        if (desk.TooMany(http, knownBrowser: null) is { } wait) return wait;
        var (code, state) = (http.Request.Query["code"].ToString(), http.Request.Query["state"].ToString());
        if (cookies.Take<OidcRules.Away>(http, OidcRules.Cookie) is not { } away || away.Provider != found.Name || !Same(away.State, state) || code.Length == 0) return NotBegun;
        try
        {
            var identity = await oidc.Redeem(found, code, away.Verifier, OidcRules.Redirect(http.Request, found), http.RequestAborted);
            var person = await outside.Find(new(found.Name, identity.Subject), found.CreatesPeople, identity.Name, identity.DisplayName);
            if (person is null) return OutsidePeople.Unknown;
            await desk.Begin(http, person, found.Name);
            return TypedResults.LocalRedirect(away.Return);
        }
        catch (OidcException fault)
        {
            return OidcRules.NoAnswer(found, fault);
        }
    }

    private static bool Same(string expected, string given) => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(expected), Encoding.UTF8.GetBytes(given));
}
