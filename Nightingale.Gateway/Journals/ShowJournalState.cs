using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Nightingale.Actors.Journal;
using Nightingale.Gateway.OpenApi;
using Nightingale.Gateway.Problems;
using Nightingale.Gateway.Requests;
using Problem = Nightingale.Gateway.Problems.Problem;

namespace Nightingale.Gateway.Journals;

/// <summary><c>GET /api/v1/journal/entities/{kind}/{id}/state</c></summary>
internal static class ShowJournalState
{
    public static Problem NoSuchEntity { get; } = new(ProblemKind.NotFound, "The journal knows no entity of this kind and id. The list of its entities names them all.");

    private static readonly Problem NoSuchEvent = new(ProblemKind.NotFound, "The journal has no event of this kind, id and sequence number, or only what has no state. The list of its events names them all.");

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/api/v1/journal/entities/{kind}/{id}/state", Handle)
        .Describe("showJournalState", "Show an entity's state", "As canonical JSON. The live one, or by replay the one after an event; after its last event these are the same bytes.", "Journal")
        .Queries(("at", "The sequence number of the event after which; now if not given."))
        .Answers<RawJson>()
        .Refuses(ProblemKind.Malformed, ProblemKind.NotFound, ProblemKind.Conflict);

    private static async Task<IResult> Handle(string kind, string id, HttpContext http, GatewayServices gateway)
    {
        var query = new Query(http.Request, "at");
        var at = query.Number("at", otherwise: 0, least: 1, most: long.MaxValue - 1);
        if (query.Errors.Any) return Problem.Malformed(query.Errors);
        try
        {
            var state = at == 0 ? await gateway.Audit.State($"{kind}/{id}", http.RequestAborted) : await gateway.Audit.StateAt($"{kind}/{id}", at, http.RequestAborted);
            if (state is { } found) return TypedResults.Bytes(found, "application/json");
            return at == 0 ? NoSuchEntity : NoSuchEvent;
        }
        catch (UnreadableEventException unreadable)
        {
            return new Problem(ProblemKind.Conflict, unreadable.Message);
        }
    }
}
