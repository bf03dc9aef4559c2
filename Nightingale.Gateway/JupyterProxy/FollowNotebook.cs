using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Nightingale.Actors.Instances;
using Nightingale.Gateway.Problems;

namespace Nightingale.Gateway.JupyterProxy;

/// <summary><c>GET /.nightingale/news</c> at an instance's origin: what happens to it, for the page that waits.</summary>
internal static class FollowNotebook
{
    /// <summary>The endpoint's name.</summary>
    public const string Name = "followNotebook";

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet($"/i/{{id}}/{NotebookEntrance.Folder}/news", Handle).WithName(Name).ExcludeFromDescription();

    private static async Task<IResult> Handle(string id, HttpContext http, NotebookDirectory directory, NotebookEntrance entrance, WaitingNews news)
    {
        if (NotebookOrigin.Of(http) is null
            || !InstanceId.TryParse(id, out var instance)
            || entrance.Find(http, out _) is not { } caller
            || await directory.Find(instance, http.RequestAborted) is not { } notebook
            || !NotebookRights.MayOpen(caller, notebook))
            return Problem.NoSuchInstance;

        // A proxy must not hold events back.
        http.Response.Headers["X-Accel-Buffering"] = "no";
        return TypedResults.ServerSentEvents(news.Of(notebook, caller, http.RequestAborted));
    }
}
