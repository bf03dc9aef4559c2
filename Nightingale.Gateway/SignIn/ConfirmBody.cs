using System.ComponentModel;
using Microsoft.AspNetCore.Http;
using Nightingale.Gateway.Requests;

namespace Nightingale.Gateway.SignIn;

/// <summary>The password again: who finds a browser open must not change how its owner signs in.</summary>
internal sealed record ConfirmBody
{
    [Description("The present password; not asked of who has none.")]
    public string? Password { get; init; }

    /// <summary>The person of a request whose password confirms it, or what to answer.</summary>
    public static async Task<Parsed<SignedIn>> Read(HttpContext http, GatewayServices gateway, SignInDesk desk, PasswordCheck check)
    {
        if (SignedIn.Find(http, gateway) is not { } me) return SignedIn.Needed;
        if (!(await JsonBody.Read<ConfirmBody>(http.Request)).Holds(out var body, out var problem)) return problem;
        if (desk.TooMany(http, me.Session.Id) is { } wait) return wait;
        return await check.Confirms(me.Person, body.Password) ? me : SignedIn.WrongPassword;
    }
}
