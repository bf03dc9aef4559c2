using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Nightingale.Actors.Instances;
using Nightingale.Gateway.Access;
using Nightingale.Gateway.Problems;

namespace Nightingale.Gateway.JupyterProxy;

/// <summary>How somebody who is signed in at the main origin comes to be known at an instance's: with a code that is good once, in the body of a request.</summary>
internal sealed class NotebookEntrance(NotebookOrigins origins, NotebookRights rights, NotebookSeal seal, SpentCodes spent)
{
    /// <summary>Below this, an instance's origin has addresses of our own. None of them goes on to Jupyter.</summary>
    public const string Folder = ".nightingale";

    private static readonly Problem NotIn = new(ProblemKind.Unauthenticated, "Open the notebook from the list of instances; programs send the header Authorization: Bearer TOKEN.");

    private string CookieName => NotebookCookies.Name(origins.IsSecure);

    /// <summary>The origin of an instance.</summary>
    public string OriginOf(HttpContext http, InstanceId instance) => origins.Of(instance, http);

    /// <summary>Whether a request comes from a page of the main origin.</summary>
    public bool IsFromMain(HttpContext http) => http.Request.Headers.Origin is [{ } origin] && origins.IsMain(origin, http);

    /// <summary>Who sends a request: by a credential of theirs, or at an instance's origin by the cookie of that one instance.</summary>
    public Caller? Find(HttpContext http, out bool byCookie)
    {
        byCookie = false;
        if (NotebookOrigin.Of(http) is not { } here) return Caller.Find(http);
        if (Caller.Find(http) is { } known) return known;
        if (http.Request.Cookies[CookieName] is not { } cookie || seal.Open(cookie, PassKind.Cookie) is not { } pass || pass.Instance != here.Instance) return null;
        if (rights.Holder(pass.Credential) is not { } holder) return null;
        byCookie = true;
        http.User = PrincipalOf(holder);

        // What a page asks by itself, again and again, keeps nobody signed in.
        if (SameSite.IsNavigation(http.Request) || !SameSite.IsRead(http.Request.Method)) rights.Used(holder);
        return holder;
    }

    /// <summary>
    /// Leads a person who is not known: from an instance's origin to the main one, and there to the sign-in, which leads back. A program is told what is missing.
    /// </summary>
    public Task Lead(HttpContext http, InstanceId? instance, NotebookPath path)
    {
        var here = NotebookOrigin.Of(http);
        if (!SameSite.IsPerson(http.Request)) return here is null ? http.ChallengeAsync() : NotIn.ExecuteAsync(http);
        var back = instance is null ? "" : $"?to={Uri.EscapeDataString($"/i/{instance}{path}")}";
        http.Response.Redirect(here is null ? $"/sign-in{back}" : $"{origins.Main(http)}/i/{here.Instance}{path}");
        return Task.CompletedTask;
    }

    /// <summary>Answers at the main origin with a page that takes a code to the instance's.</summary>
    public Task HandOver(HttpContext http, Caller caller, Notebook notebook, NotebookPath path)
    {
        var origin = origins.Of(notebook.Id, http);
        return HandOverPage.Write(http, origin, $"{origin}/{Folder}/enter", seal.Code(notebook.Id, caller.Credential), path.ToString());
    }

    /// <summary>Takes a code, and lets its holder in.</summary>
    /// <returns>Whether the code was good.</returns>
    public bool Enter(HttpContext http, InstanceId instance, string code)
    {
        if (seal.Open(code, PassKind.Code) is not { } pass || pass.Instance != instance || !spent.Spend(pass)) return false;
        if (rights.Holder(pass.Credential) is not { } holder) return false;
        http.User = PrincipalOf(holder);
        http.Response.Cookies.Append(
            CookieName,
            seal.Cookie(instance, pass.Credential),
            new() { HttpOnly = true, IsEssential = true, Path = "/", SameSite = SameSiteMode.Lax, Secure = origins.IsSecure });
        return true;
    }

    private static ClaimsPrincipal PrincipalOf(Caller caller) => new(new CallerIdentity(caller, "Notebook"));
}
