using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Nightingale.Gateway.OpenApi;
using Nightingale.Gateway.Problems;
using Nightingale.Gateway.Requests;

namespace Nightingale.Gateway.Journals;

/// <summary><c>GET /api/v1/journal/entities/{kind}/{id}/state</c></summary>
internal static class ShowJournalState
{
    public static Problem NoSuchEntity { get; } = new(ProblemKind.NotFound, "The journal knows no entity of this kind and id. The list of its entities names them all.");

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/api/v1/journal/entities/{kind}/{id}/state", Handle)
        .Describe("showJournalState", "Show an entity's live state", "As canonical JSON: replaying its events gives these bytes.", "Journal")
        .Answers<RawJson>()
        .Refuses(ProblemKind.NotFound);

    private static async Task<IResult> Handle(string kind, string id, HttpContext http, GatewayServices gateway) =>
        await gateway.Audit.State($"{kind}/{id}", http.RequestAborted) is { } state
            ? TypedResults.Bytes(state, "application/json")
            : NoSuchEntity;
}
