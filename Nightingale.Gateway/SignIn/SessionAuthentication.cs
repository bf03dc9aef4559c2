using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Nightingale.Gateway.Access;
using Nightingale.Gateway.JupyterProxy;
using Nightingale.Gateway.Problems;
using Nightingale.Gateway.Sessions;

namespace Nightingale.Gateway.SignIn;

/// <summary>Finds out who sends a request by the session in its cookie.</summary>
internal sealed class SessionAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logs, UrlEncoder encoder, GatewayServices gateway, Callers callers)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logs, encoder)
{
    public new const string Scheme = "Session";

    /// <summary>Whether a request is for this scheme: it has the cookie and no Authorization header, which goes before. At the hosts of instances no session counts.</summary>
    public static bool IsMeant(HttpContext http) => NotebookOrigin.Of(http) is null && http.Request.Headers.Authorization.Count == 0 && SessionCookie.Read(http, SessionCookie.Session) is not null;

    protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(Find());

    // No WWW-Authenticate: browsers would ask for a password in a window of their own.
    protected override Task HandleChallengeAsync(AuthenticationProperties properties) =>
        new Problem(ProblemKind.Unauthenticated, "Your session has ended. Sign in again.").ExecuteAsync(Context);

    private AuthenticateResult Find()
    {
        var people = gateway.People;
        if (SessionCookie.Read(Context, SessionCookie.Session) is not { } cookie) return AuthenticateResult.NoResult();
        if (people.Sessions.Use(cookie) is not { } session || people.Store.Find(session.Person) is not { IsLocked: false } person)
            return AuthenticateResult.Fail("The session is not known, or has ended.");
        return AuthenticateResult.Success(new(new(new CallerIdentity(callers.Of(person, session.Id), Scheme)), Scheme));
    }
}
