using Microsoft.AspNetCore.Http;
using Nightingale.Gateway.Access;
using Nightingale.Gateway.People;
using Nightingale.Gateway.Problems;
using Nightingale.Gateway.Sessions;

namespace Nightingale.Gateway.SignIn;

/// <summary>A person at a browser, as opposed to a program with a token: who may change how the person signs in.</summary>
internal sealed record SignedIn(Person Person, Session Session)
{
    /// <summary>What programs are told.</summary>
    public static Problem Needed { get; } = new(ProblemKind.Conflict, "This is about how a person signs in, and a token is not a person. Sign in with a browser.");

    /// <summary>The password that confirms a change is not right.</summary>
    public static Problem WrongPassword { get; } = Problem.Invalid(FieldErrors.One("password", "Is not your present password."));

    /// <summary>The person of a request's session; null if it has none.</summary>
    public static SignedIn? Find(HttpContext http, GatewayServices gateway) =>
        Caller.Find(http) is { } caller && gateway.People.Sessions.Good(caller.Credential) is { } session && gateway.People.Store.Find(session.Person) is { } person ? new(person, session) : null;
}
