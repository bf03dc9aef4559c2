using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Nightingale.Gateway.OpenApi;

namespace Nightingale.Gateway.Journals;

/// <summary><c>GET /api/v1/journal/export</c></summary>
internal static class ExportJournal
{
    private const string JsonLines = "application/x-ndjson";

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/api/v1/journal/export", Handle)
        .Describe("exportJournal", "Export the journal", "Every event as a line of JSON, as they are read.", "Journal")
        .Answers<string>(StatusCodes.Status200OK, JsonLines);

    private static PushStreamHttpResult Handle(HttpContext http, GatewayServices gateway) =>
        TypedResults.Stream(stream => gateway.Audit.Export(stream, http.RequestAborted), JsonLines, "journal.ndjson");
}
