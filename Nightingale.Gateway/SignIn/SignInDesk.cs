using Microsoft.AspNetCore.Http;
using Nightingale.Gateway.Access;
using Nightingale.Gateway.People;
using Nightingale.Gateway.Problems;
using Nightingale.Gateway.Sessions;

namespace Nightingale.Gateway.SignIn;

/// <summary>Begins the sessions of people who proved who they are, however they did.</summary>
internal sealed class SignInDesk(GatewayServices gateway, Callers callers, AttemptLimit limit, KnownBrowser browsers)
{
    /// <summary>The one answer to whoever is not signed in.</summary>
    public static Problem Refused { get; } = new(
        ProblemKind.SignInRefused, "The name, the password or the code is not right, or there were too many wrong ones, which passes within a quarter of an hour. Try again, or ask an operator.");

    /// <summary>The browser's id if this person signed in with it before; null if not.</summary>
    public string? KnownBrowserOf(HttpContext http, string name) => browsers.Of(http, name);

    /// <summary>Whether an attempt is looked at; otherwise what to answer.</summary>
    public Problem? TooMany(HttpContext http, string? knownBrowser) =>
        limit.Admit(knownBrowser ?? http.Connection.RemoteIpAddress?.ToString() ?? "unknown")
            ? null
            : new(ProblemKind.TooManyFailures, "Too many attempts to sign in came from here. Wait a minute.", retryAfter: AttemptLimit.Window);

    /// <summary>Begins a session with a secret of its own, in the place of the one that the browser had.</summary>
    public async Task<Session> Begin(HttpContext http, Person person, string how)
    {
        if (SessionCookie.Read(http, SessionCookie.Session) is { } cookie && gateway.People.Sessions.Use(cookie) is { } before) await gateway.People.Sessions.End(other => other.Id == before.Id);
        var (session, secret) = await gateway.People.Sessions.Begin(person.Name, how, http.Connection.RemoteIpAddress?.ToString(), http.Request.Headers.UserAgent.ToString());
        SessionCookie.Write(http, SessionCookie.Session, secret);
        browsers.Remember(http, person);
        http.User = new(new CallerIdentity(callers.Of(person, session.Id), SessionAuthentication.Scheme));
        return session;
    }

    /// <summary>After a change to how somebody signs in: ends all sessions of the person, and begins this one anew.</summary>
    public async Task Renew(HttpContext http, SignedIn me)
    {
        await gateway.People.Sessions.End(session => session.Person == me.Person.Name);
        await Begin(http, me.Person, me.Session.How);
    }
}
