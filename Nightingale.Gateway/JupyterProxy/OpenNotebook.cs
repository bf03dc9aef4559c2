using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Nightingale.Actors.Accounts;
using Nightingale.Actors.Instances;
using Nightingale.Gateway.Problems;

namespace Nightingale.Gateway.JupyterProxy;

/// <summary>
/// <c>/i/{id}/{**path}</c>: an instance's Jupyter, for every method and for WebSockets. Programs with a token are answered right there; browsers are
/// led to the instance's own origin, whose every address arrives here too.
/// </summary>
internal static class OpenNotebook
{
    /// <summary>The endpoint's name.</summary>
    public const string Name = "openNotebook";

    private static readonly Problem Ambiguous = new(
        ProblemKind.Malformed, "The address can be read in more than one way: it has '.' or '..', an empty piece, ';', '\\', an encoded separator, or something encoded twice. Write it plainly.");

    private static readonly Problem NotAMember = new(ProblemKind.Forbidden, "Only researchers and owners of the account that an instance belongs to open its notebooks. Ask an owner of the account.");

    private static readonly Problem OtherSite = new(ProblemKind.Forbidden, "The request comes from a page of another origin. Open the notebook in a tab of its own.");

    private static readonly Problem BadUpgrade = new(ProblemKind.Malformed, "Only WebSockets are upgraded, by GET and without a body.");

    private static readonly Problem TwoLengths = new(ProblemKind.Malformed, "The request says twice how long its body is: by Content-Length and by Transfer-Encoding. Send one of them.");

    // It would see how the next person comes in.
    private static readonly Problem NoServiceWorker = new(ProblemKind.Forbidden, "A notebook's pages cannot install a service worker. Do without it.");

    // Where Kestrel puts the length of a request that has both.
    private const string SetAside = "X-Content-Length";

    public static void Map(IEndpointRouteBuilder routes) => routes.Map("/i/{id}/{**path}", Route).WithName(Name).ExcludeFromDescription();

    /// <summary>Answers a request. Every rule about who may send it is asked here, and none before.</summary>
    /// <param name="instance">Whose Jupyter; null if the address names none.</param>
    /// <param name="http">The request.</param>
    /// <param name="services">What answers.</param>
    public static async Task Handle(InstanceId? instance, HttpContext http, Services services)
    {
        var (directory, entrance, rights, passages, waiting) = services;
        if (Malformed(http, out var path) is { } bad) await bad.ExecuteAsync(http);
        else if (entrance.Find(http, out var byCookie) is not { } caller) await entrance.Lead(http, instance, path);
        else if (instance is not { } id || await directory.Find(id, http.RequestAborted) is not { } notebook || !caller.MaySee(notebook.Account))
            await Problem.NoSuchInstance.ExecuteAsync(http);
        else if (!NotebookRights.MayOpen(caller, notebook)) await NotAMember.ExecuteAsync(http);
        else if (NotebookOrigin.Of(http) is null && SameSite.IsNavigation(http.Request)) await entrance.HandOver(http, caller, notebook, path);
        else if (NotebookOrigin.Of(http) is null && http.Request.Headers.Authorization.Count == 0) await OtherSite.ExecuteAsync(http);
        else if (byCookie && !SameSite.Allows(http, entrance.OriginOf(http, id))) await OtherSite.ExecuteAsync(http);
        else if (Refused(http, path, rights.PermissionsOf(notebook.Account), out var use) is { } refused) await refused.ExecuteAsync(http);
        else if (!notebook.IsOpen) await waiting.Answer(http, caller, notebook);
        else await passages.Carry(http, caller, notebook, path, use);
    }

    private static Task Route(string id, HttpContext http, Services services) => Handle(InstanceId.TryParse(id, out var instance) ? instance : null, http, services);

    private static Problem? Malformed(HttpContext http, out NotebookPath path)
    {
        path = null!;
        if (http.Request.Headers.ContainsKey("Service-Worker")) return NoServiceWorker;
        if (http.Request.Headers.Upgrade.Count > 0 && !IsWebSocket(http.Request)) return BadUpgrade;
        if (http.Request.Headers.TransferEncoding.Count > 0 && (http.Request.Headers.ContentLength is not null || http.Request.Headers.ContainsKey(SetAside))) return TwoLengths;
        var target = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        if (NotebookOrigin.Of(http) is null) target = AfterInstance(target);
        if (!NotebookPath.TryParse(target, out path)) return Ambiguous;
        return path.Segments[0] == NotebookEntrance.Folder ? Problem.NoSuchInstance : null;
    }

    private static bool IsWebSocket(HttpRequest request) =>
        request.Headers.Upgrade is [var protocol] && string.Equals(protocol, "websocket", StringComparison.OrdinalIgnoreCase)
        && HttpMethods.IsGet(request.Method) && request.ContentLength is null or 0 && request.Headers.TransferEncoding.Count == 0;

    // Behind /i/ and the id; nothing if the address only came to mean that.
    private static string AfterInstance(string target)
    {
        if (!target.StartsWith("/i/", StringComparison.Ordinal)) return "";
        var slash = target.IndexOfAny(['/', '?'], 3);
        return slash < 0 ? "/" : target[slash] == '?' ? "/" + target[slash..] : target[slash..];
    }

    private static Problem? Refused(HttpContext http, NotebookPath path, AccountPermissions permissions, out NotebookUse use)
    {
        use = NotebookUses.Of(http.Request.Method, path, http.Request.Query);
        return permissions.Allow(use)
            ? null
            : new(ProblemKind.Forbidden, $"The account has switched off {(use is NotebookUse.Terminal ? "terminals" : use is NotebookUse.Download ? "downloads" : "uploads")} in notebooks. Its owner can switch them on.");
    }

    /// <summary>What answers.</summary>
    internal sealed record Services(NotebookDirectory Directory, NotebookEntrance Entrance, NotebookRights Rights, NotebookPassages Passages, NotebookWaiting Waiting);
}
