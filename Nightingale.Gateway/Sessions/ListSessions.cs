using System.ComponentModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Nightingale.Gateway.Access;
using Nightingale.Gateway.OpenApi;

namespace Nightingale.Gateway.Sessions;

/// <summary><c>GET /api/v1/sessions</c></summary>
internal static class ListSessions
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/api/v1/sessions", Handle)
        .Describe("listSessions", "List sessions", "Where people are signed in, the newest first: for operators everybody, for others themselves.", "Sign-in");

    private static Ok<List<SessionView>> Handle(GatewayServices gateway, Caller caller) => TypedResults.Ok(gateway.People.Sessions.All
        .Where(session => IsTheirs(caller, session))
        .Select(session => SessionView.Of(session, caller))
        .ToList());

    /// <summary>Whether a caller may see and end a session.</summary>
    public static bool IsTheirs(Caller caller, Session session) => caller.SystemRole is SystemRole.Operator || caller.Person == session.Person;

    /// <summary>A browser that somebody is signed in with.</summary>
    internal sealed record SessionView(
        [property: Description("Names the session; not a secret.")] string Id,
        [property: Description("Whose it is.")] string Person,
        [property: Description("How the person signed in.")] string SignedInBy,
        [property: Description("When.")] DateTimeOffset CreatedAt,
        [property: Description("When it was last used, give or take a minute.")] DateTimeOffset LastSeenAt,
        [property: Description("When it ends however much it is used.")] DateTimeOffset EndsAt,
        [property: Description("The address that the person signed in from.")] string? From,
        [property: Description("What the browser called itself.")] string? Browser,
        [property: Description("Whether this request comes with it.")] bool IsThis)
    {
        public static SessionView Of(Session session, Caller caller) => new(
            session.Id, session.Person, session.How, session.CreatedAt, session.LastSeenAt, session.EndsAt, session.From, session.Browser, session.Id == caller.Credential);
    }
}
