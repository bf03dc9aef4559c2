using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.WebUtilities;
using Nightingale.Gateway.OpenApi;
using Nightingale.Gateway.Problems;
using Nightingale.Gateway.Requests;

namespace Nightingale.Gateway.SignIn.Oidc;

/// <summary><c>GET /api/v1/sign-in/oidc/{provider}</c></summary>
internal static class BeginOidcSignIn
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/api/v1/sign-in/oidc/{provider}", Handle)
        .Describe("beginOidcSignIn", "Begin to sign in with a provider", "A page to open, not an address to fetch: leads to the provider, and back from there.", "Sign-in")
        .Queries(("return", "Where to go when signed in: a path of this site. Default: the front page."))
        .Produces(StatusCodes.Status200OK)
        .Refuses(ProblemKind.NotFound, ProblemKind.Malformed, ProblemKind.TooManyFailures, ProblemKind.Unavailable);

    private static async Task<IResult> Handle(string provider, HttpContext http, GatewayServices gateway, SignInDesk desk, SealedCookie cookies, OidcClient oidc)
    {
        if (OidcRules.Find(gateway, provider) is not { } found) return OidcRules.NoSuchProvider;
        var query = new Query(http.Request, "return");
        if (query.Errors.Any) return Problem.Malformed(query.Errors);
        if (desk.TooMany(http, knownBrowser: null) is { } wait) return wait;
        try
        {
            var (state, verifier) = (Random(), Random());
            var address = QueryHelpers.AddQueryString((await oidc.Discover(found, http.RequestAborted)).Authorization.AbsoluteUri, new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["response_type"] = "code",
                ["client_id"] = found.ClientId,
                ["redirect_uri"] = OidcRules.Redirect(http.Request, found).AbsoluteUri,
                ["scope"] = found.Scope,
                ["state"] = state,
                ["code_challenge"] = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier))),
                ["code_challenge_method"] = "S256",
            });
            cookies.Write(http, OidcRules.Cookie, new OidcRules.Away(found.Name, state, verifier, OidcRules.LocalPath(query.Text("return"))), OidcRules.Within);
            return TypedResults.Redirect(address);
        }
        catch (OidcException fault)
        {
            return OidcRules.NoAnswer(found, fault);
        }
    }

    private static string Random() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
}
