using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Nightingale.Actors.Instances;
using Nightingale.Gateway.Problems;

namespace Nightingale.Gateway.JupyterProxy;

/// <summary><c>POST /.nightingale/enter</c> at an instance's origin: takes the code that the main origin gave, and leads on to the page that was asked for.</summary>
internal static class EnterNotebook
{
    /// <summary>The endpoint's name.</summary>
    public const string Name = "enterNotebook";

    private static readonly Problem NoLongerGood = new(
        ProblemKind.Forbidden, "The way in is good once and for 30 seconds, from the page that gave it. Open the notebook again from the list of instances.");

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost($"/i/{{id}}/{NotebookEntrance.Folder}/enter", Handle).WithName(Name).ExcludeFromDescription();

    private static async Task Handle(string id, HttpContext http, NotebookEntrance entrance)
    {
        if (NotebookOrigin.Of(http) is null || !InstanceId.TryParse(id, out var instance) || !entrance.IsFromMain(http) || !http.Request.HasFormContentType)
        {
            await NoLongerGood.ExecuteAsync(http);
            return;
        }

        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        if (!NotebookPath.TryParse(form["path"].ToString(), out var path) || !entrance.Enter(http, instance, form["code"].ToString())) await NoLongerGood.ExecuteAsync(http);
        else
        {
            http.Response.StatusCode = StatusCodes.Status303SeeOther;
            http.Response.Headers.Location = path.ToString();
        }
    }
}
