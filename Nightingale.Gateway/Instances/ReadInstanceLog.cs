using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Nightingale.Actors.Entities;
using Nightingale.Gateway.OpenApi;
using Nightingale.Gateway.Problems;
using Nightingale.Gateway.Requests;

namespace Nightingale.Gateway.Instances;

/// <summary><c>GET /api/v1/instances/{id}/logs</c></summary>
internal static class ReadInstanceLog
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/api/v1/instances/{id}/logs", Handle)
        .Describe("readInstanceLog", "Read an instance's log", "The last lines, as plain text.", "Instances")
        .Queries(
            ("source", "terraform or jupyter; must be given."),
            ("tail", "At most so many lines: 1 to 10000, 200 if not given."))
        .Answers<string>(StatusCodes.Status200OK, "text/plain")
        .Refuses(ProblemKind.Malformed, ProblemKind.NotFound);

    private static async Task<IResult> Handle(HttpContext http, GatewayServices gateway)
    {
        var query = new Query(http.Request, "source", "tail");
        var tail = (int)query.Number("tail", otherwise: 200, least: 1, most: 10_000);
        LogSource? source = query.Text("source") switch
        {
            "terraform" => LogSource.Terraform,
            "jupyter" => LogSource.Jupyter,
            _ => null,
        };
        if (source is null) query.Errors.Add("source", "Must be terraform or jupyter.");
        if (query.Errors.Any) return Problem.Malformed(query.Errors);
        var found = InstanceActions.Of(http);

        try
        {
            var lines = await gateway.ReadLog(found.State.Id, source!.Value, tail, http.RequestAborted);
            return TypedResults.Text(string.Concat(lines.Select(line => line + "\n")));
        }
        catch (EntityUnavailableException unavailable)
        {
            return Problem.NotNow(unavailable.Message);
        }
    }
}
