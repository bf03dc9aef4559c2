using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Nightingale.Gateway.Access;
using Nightingale.Gateway.OpenApi;

namespace Nightingale.Gateway.SignIn;

/// <summary><c>GET /api/v1/me</c></summary>
internal static class ShowMe
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/api/v1/me", Handle)
        .Describe("showMe", "Show who I am", "Who sends this request, what that allows, and how the sign-in is secured.", "Sign-in");

    private static Ok<MeView> Handle(HttpContext http, GatewayServices gateway, Caller caller) =>
        TypedResults.Ok(SignedIn.Find(http, gateway) is { } me
            ? MeView.Of(me.Person, me.Session, caller)
            : MeView.Of(caller, caller.Person is { } name ? gateway.People.Store.Find(name) : null));
}
